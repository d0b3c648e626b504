import { WhosecopyError } from "@whosecopy/protocol";
import type { Transport, TransportRequest, WakeConnection } from "./transport.ts";

/** The part of a WebSocket that wake-ups need: the platform's own, or the `ws` package in Node. */
export interface WakeSocket {
  addEventListener(type: "open" | "close" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  send(text: string): void;
  close(): void;
}

/** A transport over the platform's `fetch` and a WebSocket. No answer within `timeoutMs` (default 60 s) counts as "network". */
export function fetchTransport(params: {
  readonly openSocket: (url: string) => WakeSocket;
  readonly timeoutMs?: number;
}): Transport {
  const { openSocket, timeoutMs = 60_000 } = params;
  return {
    request: (request) => fetchOnce(request, timeoutMs),
    wake: ({ url, hello, onFrame, onClose }) => {
      const socket = openSocket(url);
      socket.addEventListener("open", () => {
        socket.send(hello);
      });
      socket.addEventListener("message", ({ data }) => {
        if (typeof data === "string") onFrame(data);
      });
      return untilClosed(socket, onClose);
    },
  };
}

function untilClosed(socket: WakeSocket, onClose: () => void): WakeConnection {
  let ended = false;
  const end = () => {
    if (!ended) onClose();
    ended = true;
  };
  // An error is always followed by a close; without a listener it would be thrown at nobody.
  socket.addEventListener("error", () => undefined);
  socket.addEventListener("close", end);
  return {
    close() {
      ended = true;
      socket.close();
    },
  };
}

async function fetchOnce({ method, url, headers, body, signal }: TransportRequest, timeoutMs: number) {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await fetch(url, {
      method,
      headers,
      redirect: "error",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      ...(body === undefined ? {} : { body: body as Uint8Array<ArrayBuffer> }),
    });
    return { status: answer.status, body: new Uint8Array(await answer.arrayBuffer()) };
  } catch (cause) {
    if (signal?.aborted === true) throw new WhosecopyError("cancelled", "given up on request", { cause });
    throw new WhosecopyError("network", "the server did not answer", { cause });
  }
}
