import { WebSocket } from "ws";
import { fetchTransport } from "../server/fetch-transport.ts";
import type { Transport } from "../server/transport.ts";

/** Frames are hints of a few bytes; more is hostile. */
const mostFrameBytes = 65_536;

/** Node's `fetch`, and wake-ups by the `ws` package (Node 20 has no WebSocket of its own). */
export function nodeTransport(params: { readonly timeoutMs?: number } = {}): Transport {
  return fetchTransport({
    ...params,
    openSocket: (url) => {
      const socket = new WebSocket(url, { maxPayload: mostFrameBytes, handshakeTimeout: 30_000 });
      return {
        addEventListener: (type: string, listener: (event: { readonly data: unknown }) => void) => {
          socket.on(type, (data: unknown) => {
            listener({ data: type === "message" ? String(data) : undefined });
          });
        },
        send: (text) => {
          socket.send(text);
        },
        close: () => {
          socket.terminate();
        },
      };
    },
  });
}
