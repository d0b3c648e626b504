import { blobChunkBytes, toId16, toId32, WhosecopyError } from "@whosecopy/protocol";
import { throwIfCancelled } from "../clock.ts";
import { callHome, type ClientContext } from "../context.ts";
import { someAtOnce } from "../some-at-once.ts";
import { blobChunks, chunksAtOnce } from "./blob-chunks.ts";

/** How many chunks a blob has. */
export const chunkCount = (sizeBytes: number) => Math.ceil(sizeBytes / blobChunkBytes);

/** The changes that keep a sealed blob until it is uploaded. */
export function keepBlob(attId: Uint8Array, blob: Uint8Array) {
  return Array.from({ length: chunkCount(blob.length) }, (_, n) =>
    blobChunks.put(attId, n, blob.subarray(n * blobChunkBytes, (n + 1) * blobChunkBytes)),
  );
}

/**
 * Uploads a kept blob: only the chunks that the server is missing, then the check of the whole.
 *
 * @throws WhosecopyError "quota-exceeded", "too-large", "storage-full", "chunk-mismatch", "network" ...
 */
export async function uploadBlob(
  context: ClientContext,
  params: {
    readonly attId: Uint8Array;
    readonly sizeBytes: number;
    readonly digest: Uint8Array;
    readonly onProgress?: (done: number) => void;
    readonly signal?: AbortSignal;
  },
): Promise<void> {
  const { attId, signal } = params;
  const attachment = toId16(attId);
  const cancel = signal === undefined ? {} : { signal };
  const state = await callHome(context, "createBlob", {
    body: { attachment, sizeBytes: params.sizeBytes, digest: toId32(params.digest) },
    ...cancel,
  });
  if (state.complete) return;
  if (state.chunkBytes !== blobChunkBytes) throw new WhosecopyError("bad-request", "chunks of a size that is not ours");
  const total = chunkCount(params.sizeBytes);
  let done = total - state.missing.length;
  const put = async (n: number) => {
    throwIfCancelled(signal);
    const body = await blobChunks.get(context.store, attId, n);
    if (body === undefined) throw new WhosecopyError("store-damaged", "a chunk to upload is gone");
    await callHome(context, "putChunk", { params: { attachment, n: String(n) }, body, ...cancel });
    done += 1;
    params.onProgress?.(done / total);
  };
  await someAtOnce({ items: state.missing, atOnce: chunksAtOnce, work: put });
  const finished = await callHome(context, "finishBlob", { params: { attachment }, ...cancel });
  if (!finished.complete) throw new WhosecopyError("blob-incomplete", "the server still misses chunks");
}
