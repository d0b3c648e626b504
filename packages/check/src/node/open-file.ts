import { open } from "node:fs/promises";
import { WhosecopyError } from "@whosecopy/protocol";
import type { ByteSource } from "../source/byte-source.ts";

/**
 * A file on disk, read as needed. Call `close` when nothing reads from it, or from a file cleaned from it, any more.
 * @throws WhosecopyError "not-found", "file-unreadable".
 */
export async function openFile(path: string): Promise<ByteSource & { close(): Promise<void> }> {
  try {
    const handle = await open(path, "r");
    const { size } = await handle.stat();
    return {
      size,
      async read(offset, length) {
        const buffer = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
        let filled = 0;
        while (filled < buffer.length) {
          const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, offset + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return buffer.subarray(0, filled);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new WhosecopyError(missing ? "not-found" : "file-unreadable", "the file can't be opened", { cause: error });
  }
}
