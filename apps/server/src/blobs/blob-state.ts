import type { BlobState } from "@whosecopy/protocol";
import type { Schema } from "../database/schema.ts";
import { id16 } from "../http/json-bytes.ts";
import type { Services } from "../services.ts";

/** How many chunks a blob of this size has. */
export function chunkCount(sizeBytes: number, chunkBytes: number): number {
  return Math.ceil(sizeBytes / chunkBytes);
}

/** How long a numbered chunk of a blob is; null when there is no such chunk. */
export function chunkLength(n: number, sizeBytes: number, chunkBytes: number): number | null {
  const count = chunkCount(sizeBytes, chunkBytes);
  if (!Number.isSafeInteger(n) || n < 0 || n >= count) return null;
  return n === count - 1 ? sizeBytes - n * chunkBytes : chunkBytes;
}

/** The numbers of chunks that are still missing. */
export async function missingChunks(
  services: Services,
  blob: { readonly attachment: Uint8Array; readonly size_bytes: number },
): Promise<number[]> {
  const there = new Set(await services.blobs.chunks(blob.attachment));
  const count = chunkCount(blob.size_bytes, services.limits.chunkBytes);
  return Array.from({ length: count }, (_, n) => n).filter((n) => !there.has(n));
}

/** How a blob stands, as callers are told. */
export async function blobState(services: Services, blob: Schema["blobs"]): Promise<BlobState> {
  return {
    attachment: id16(blob.attachment),
    sizeBytes: blob.size_bytes,
    chunkBytes: services.limits.chunkBytes,
    complete: blob.complete,
    missing: blob.complete ? [] : await missingChunks(services, blob),
  };
}
