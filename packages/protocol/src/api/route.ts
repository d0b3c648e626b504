import type * as v from "valibot";

/** Who may call: anyone; or a device, by a signed request ({@link RequestProof} in the authorization header). */
export type RouteAuth = "anyone" | "device";

/**
 * One route of the server, from which the server's checks, the client's calls and the OpenAPI document are all made.
 * `:name` in the path is a field of `params`. `body` "bytes" is an octet stream; `answer` "bytes" likewise.
 */
export interface Route<
  Params extends v.GenericSchema = v.GenericSchema,
  Query extends v.GenericSchema = v.GenericSchema,
  Body extends v.GenericSchema | "bytes" | "none" = v.GenericSchema | "bytes" | "none",
  Answer extends v.GenericSchema | "bytes" = v.GenericSchema | "bytes",
> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly summary: string;
  readonly auth: RouteAuth;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly answer: Answer;
  /** Largest body in bytes; the server refuses more with "too-large" before reading it. */
  readonly maxBodyBytes: number;
}

/** Keeps the exact schema types of a route, so that callers and handlers are typed from it. */
export function defineRoute<
  Params extends v.GenericSchema,
  Query extends v.GenericSchema,
  Body extends v.GenericSchema | "bytes" | "none",
  Answer extends v.GenericSchema | "bytes",
>(route: Route<Params, Query, Body, Answer>): Route<Params, Query, Body, Answer> {
  return route;
}

type DataOf<Part> = Part extends v.GenericSchema ? v.InferOutput<Part> : Part extends "bytes" ? Uint8Array : undefined;

/** What a caller gives, typed from the route. */
export interface RouteInput<R extends Route> {
  readonly params: DataOf<R["params"]>;
  readonly query: DataOf<R["query"]>;
  readonly body: DataOf<R["body"]>;
}

/** What the server answers, typed from the route. */
export type RouteAnswer<R extends Route> = DataOf<R["answer"]>;
