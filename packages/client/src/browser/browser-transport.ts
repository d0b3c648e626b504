import { fetchTransport } from "../server/fetch-transport.ts";
import type { Transport } from "../server/transport.ts";

/** The browser's `fetch`, and wake-ups by its WebSocket. */
export function browserTransport(params: { readonly timeoutMs?: number } = {}): Transport {
  return fetchTransport({ ...params, openSocket: (url) => new WebSocket(url) });
}
