import type { OutgoingMessage } from "./decide-batch.ts";

/** Messages in one transaction. */
export const mostPerBatch = 128;
const mostBytesPerBatch = 4 * 1_048_576;

/**
 * How many of the first messages go into the next transaction: at least one, and no more than its memory allows. Each
 * message is written once per recipient, so it counts as often. A single message is checked by itself.
 */
export function batchLength(
  messages: readonly Pick<OutgoingMessage, "bytes" | "conversation">[],
  budget: { readonly recipientsOf: (conversation: Uint8Array) => number; readonly maxFanOutBytes: number },
): number {
  let bytes = 0;
  let written = 0;
  for (const [count, each] of messages.entries()) {
    bytes += each.bytes.length;
    written += each.bytes.length * budget.recipientsOf(each.conversation);
    const full = count >= mostPerBatch || bytes > mostBytesPerBatch || written > budget.maxFanOutBytes;
    if (count > 0 && full) return count;
  }
  return messages.length;
}
