import { type ErrorCode, isErrorCode } from "@whosecopy/protocol";
import type { Answer, CallOptions, Channel, Operations, Request } from "./frames.ts";

type Operation = (params: unknown, options: CallOptions<unknown>) => Promise<unknown>;

/** The answering end: runs operations for the other side. Returns how to send it events. */
export function serve<Api extends Operations<Api>>(channel: Channel, api: Api): (event: unknown) => void {
  const running = new Map<number, AbortController>();
  const send = (answer: Answer) => {
    channel.postMessage(answer);
  };
  channel.addEventListener("message", ({ data }) => {
    const request = data as Request;
    if (request.kind === "cancel") return running.get(request.id)?.abort();
    const { id, name, params } = request;
    const controller = new AbortController();
    running.set(id, controller);
    const options: CallOptions<unknown> = {
      signal: controller.signal,
      onProgress: (value) => {
        send({ kind: "progress", id, value });
      },
    };
    const operation = Object.hasOwn(api, name) ? api[name as keyof Api] : undefined;
    const work = operation as unknown as Operation | undefined;
    Promise.resolve()
      .then(() => work?.(params, options))
      .then(
        (value) => {
          send({ kind: "result", id, value });
        },
        (error: unknown) => {
          send({ kind: "failure", id, ...describe(error) });
        },
      )
      .finally(() => running.delete(id));
  });
  return (value) => {
    send({ kind: "event", value });
  };
}

/** By its code and not by its class: an error may come from another copy of the protocol package. */
function describe(error: unknown): { readonly code: ErrorCode; readonly message: string } {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : "something that is no error was thrown";
  if (isErrorCode(code)) return { code, message };
  return { code: error instanceof RangeError ? "out-of-memory" : "internal", message };
}
