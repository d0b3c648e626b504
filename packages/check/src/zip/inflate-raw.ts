import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../budget.ts";
import { joined } from "../source/joined.ts";

/**
 * Unpacks deflated data (RFC 1951), counted as it comes, so that a bomb stops early.
 * @param size bytes that it has to come to.
 * @throws WhosecopyError "file-damaged" when it is damaged or comes to another size, "check-limit".
 */
export async function inflateRaw(packed: Uint8Array, size: number, budget: Budget): Promise<Uint8Array> {
  const reader = new Blob([packed.slice()]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > size) {
        await reader.cancel();
        throw new WhosecopyError("file-damaged", "a part unpacks to more than it says");
      }
      budget.unpack(packed.length, value.length);
      parts.push(value);
    }
  } catch (error) {
    if (error instanceof WhosecopyError) throw error;
    throw new WhosecopyError("file-damaged", "a packed part is damaged", { cause: error });
  }
  if (length !== size) throw new WhosecopyError("file-damaged", "a part unpacks to less than it says");
  return joined(parts);
}

/** Packs bytes; how well depends on the machine's own zlib. */
export async function deflateRaw(bytes: Uint8Array): Promise<Uint8Array> {
  const packed = new Blob([bytes.slice()]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
