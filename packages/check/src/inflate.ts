import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "./budget.ts";
import { joined } from "./source/joined.ts";

/**
 * Unpacks zlib data (RFC 1950), counted as it comes, so that a bomb stops early.
 * @param most bytes; more than this and the rest is left out.
 * @returns what could be unpacked, and whether that is all.
 * @throws WhosecopyError "check-limit".
 */
export async function inflate(
  packed: Uint8Array,
  budget: Budget,
  most = 32e6,
): Promise<{ bytes: Uint8Array; whole: boolean }> {
  const reader = new Blob([packed.slice()]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { bytes: joined(parts), whole: true };
      budget.unpack(packed.length, value.length);
      length += value.length;
      parts.push(value);
      if (length > most) {
        await reader.cancel();
        return { bytes: joined(parts), whole: false };
      }
    }
  } catch (error) {
    if (error instanceof WhosecopyError) throw error;
    return { bytes: joined(parts), whole: false };
  }
}
