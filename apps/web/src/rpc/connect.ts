import { WhosecopyError } from "@whosecopy/protocol";
import type { Answer, CallOptions, Channel, Operations } from "./frames.ts";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  progress(value: unknown): void;
}

/** The calling end: every operation of the other side as a method here; aborting its signal cancels it over there. */
export function connect<Api extends Operations<Api>>(
  channel: Channel,
  names: readonly (keyof Api & string)[],
  onEvent: (value: unknown) => void = () => undefined,
): Api {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  channel.addEventListener("message", ({ data }) => {
    const answer = data as Answer;
    if (answer.kind === "event") return onEvent(answer.value);
    const call = waiting.get(answer.id);
    if (answer.kind === "progress") return call?.progress(answer.value);
    waiting.delete(answer.id);
    if (answer.kind === "result") call?.resolve(answer.value);
    else call?.reject(new WhosecopyError(answer.code, answer.message));
  });
  const call = (name: string, params: unknown, options: CallOptions<unknown> = {}) =>
    new Promise<unknown>((resolve, reject) => {
      const { signal, onProgress } = options;
      if (signal?.aborted === true) return reject(new WhosecopyError("cancelled", "given up before it began"));
      const id = ++last;
      const cancel = () => {
        channel.postMessage({ kind: "cancel", id });
      };
      const done = <Value>(settle: (value: Value) => void) => {
        return (value: Value) => {
          signal?.removeEventListener("abort", cancel);
          settle(value);
        };
      };
      waiting.set(id, { resolve: done(resolve), reject: done(reject), progress: (value) => onProgress?.(value) });
      signal?.addEventListener("abort", cancel, { once: true });
      channel.postMessage({ kind: "call", id, name, params });
    });
  const methods = names.map((name) => {
    return [name, (params: unknown, options?: CallOptions<unknown>) => call(name, params, options)] as const;
  });
  return Object.fromEntries(methods) as unknown as Api;
}
