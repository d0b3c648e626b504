import { blobChunkBytes, toId16, WhosecopyError } from "@whosecopy/protocol";
import { throwIfCancelled } from "../clock.ts";
import { callHome, type ClientContext } from "../context.ts";
import { someAtOnce } from "../some-at-once.ts";
import { blobChunks, chunksAtOnce } from "./blob-chunks.ts";
import { chunkCount } from "./upload.ts";

/** Largest blob that is taken from a server: two JPEGs of 100 megapixels stay far below. */
const mostBytes = 1_073_741_824;

/**
 * Downloads a whole blob. What has arrived is kept until the copy was opened, so that an interrupted download goes on where it
 * was. What is in it is checked when the copy is assembled.
 *
 * @throws WhosecopyError "copy-damaged" when the server sends other lengths than it announced
 */
export async function downloadBlob(
  context: ClientContext,
  params: {
    readonly attId: Uint8Array;
    readonly sizeBytes: number;
    readonly onProgress?: (done: number) => void;
    readonly signal?: AbortSignal;
  },
): Promise<Uint8Array> {
  const { attId, sizeBytes, signal } = params;
  if (sizeBytes < 1 || sizeBytes > mostBytes) throw new WhosecopyError("too-large", "a blob of an impossible size");
  const count = chunkCount(sizeBytes);
  const blob = new Uint8Array(sizeBytes);
  let done = 0;
  const bring = async (n: number) => {
    throwIfCancelled(signal);
    const wanted = n === count - 1 ? sizeBytes - n * blobChunkBytes : blobChunkBytes;
    const kept = await blobChunks.get(context.store, attId, n);
    if (kept?.length === wanted) {
      blob.set(kept, n * blobChunkBytes);
    } else {
      const chunk = await callHome(context, "getChunk", {
        params: { attachment: toId16(attId), n: String(n) },
        ...(signal === undefined ? {} : { signal }),
      });
      if (chunk.length !== wanted) throw new WhosecopyError("copy-damaged", "a chunk of the wrong length");
      blob.set(chunk, n * blobChunkBytes);
      await context.store.commit([blobChunks.put(attId, n, chunk)]);
    }
    done += 1;
    params.onProgress?.(done / count);
  };
  // Some at once: while one is sealed and stored, others are on their way.
  await someAtOnce({ items: Array.from({ length: count }, (_, n) => n), atOnce: chunksAtOnce, work: bring });
  return blob;
}

/** Forgets what was kept of a download. */
export function forgetBlob(attId: Uint8Array, sizeBytes: number) {
  return blobChunks.removeAll(attId, chunkCount(sizeBytes));
}
