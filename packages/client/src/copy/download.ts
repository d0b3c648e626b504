import { blobChunkBytes, concatBytes, toId16, WhosecopyError } from "@whosecopy/protocol";
import { throwIfCancelled } from "../clock.ts";
import { callHome, type ClientContext } from "../context.ts";
import type { StoreChange } from "../store/client-store.ts";
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
  // Not the whole at once: the size is only what the server says.
  const chunks = new Map<number, Uint8Array>();
  const keeping = keeper(context, attId);
  let done = 0;
  const bring = async (n: number) => {
    throwIfCancelled(signal);
    keeping.throwIfFailed();
    const wanted = n === count - 1 ? sizeBytes - n * blobChunkBytes : blobChunkBytes;
    const kept = await blobChunks.get(context.store, attId, n);
    if (kept?.length === wanted) {
      chunks.set(n, kept);
    } else {
      const chunk = await callHome(context, "getChunk", {
        params: { attachment: toId16(attId), n: String(n) },
        ...(signal === undefined ? {} : { signal }),
      });
      if (chunk.length !== wanted) throw new WhosecopyError("copy-damaged", "a chunk of the wrong length");
      keeping.add(n, chunk);
      chunks.set(n, chunk);
    }
    done += 1;
    params.onProgress?.(done / count);
  };
  const numbers = Array.from({ length: count }, (_, n) => n);
  try {
    await someAtOnce({ items: numbers, atOnce: chunksAtOnce, work: bring });
  } finally {
    await keeping.ended();
  }
  keeping.throwIfFailed();
  return concatBytes(...numbers.flatMap((n) => chunks.get(n) ?? []));
}

/** Stores chunks while others are on their way; those that arrive during one commit go into the next together. */
function keeper(context: ClientContext, attId: Uint8Array) {
  const waiting: StoreChange[] = [];
  const failures: unknown[] = [];
  let work: Promise<unknown> = Promise.resolve();
  const storeWaiting = async () => {
    const changes = waiting.splice(0);
    if (changes.length > 0 && failures.length === 0) await context.store.commit(changes);
  };
  return {
    add(n: number, chunk: Uint8Array) {
      waiting.push(blobChunks.put(attId, n, chunk));
      work = work.then(storeWaiting).catch((error: unknown) => failures.push(error));
    },
    ended: () => work,
    throwIfFailed() {
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** Forgets what was kept of a download. */
export function forgetBlob(attId: Uint8Array, sizeBytes: number) {
  return blobChunks.removeAll(attId, chunkCount(sizeBytes));
}
