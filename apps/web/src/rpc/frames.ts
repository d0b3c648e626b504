import type { ErrorCode } from "@whosecopy/protocol";

/** What crosses between a page and its worker. Requests are numbered by the side that asks. */
export type Request =
  | { readonly kind: "call"; readonly id: number; readonly name: string; readonly params: unknown }
  | { readonly kind: "cancel"; readonly id: number };

export type Answer =
  | { readonly kind: "progress"; readonly id: number; readonly value: unknown }
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failure"; readonly id: number; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: "event"; readonly value: unknown };

/** The end of a channel: a worker, a worker's own scope, a message port. */
export interface Channel {
  postMessage(value: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}

/** What goes with a call besides its parameters. */
export interface CallOptions<Progress = never> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((value: Progress) => void) | undefined;
}

/** Operations that can be called across a channel: one object of parameters, one of options, a promise. */
export type Operations<Api> = {
  readonly [Name in keyof Api]: (params: never, options: never) => Promise<unknown>;
};
