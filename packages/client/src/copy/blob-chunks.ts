import { toBase64url } from "@whosecopy/protocol";
import type { StoreReader } from "../store/client-store.ts";
import { bytesTable } from "../store/table.ts";

/** How many chunks are on their way at a time. */
export const chunksAtOnce = 3;

const chunks = bytesTable("blob-chunk");
const idOf = (attId: Uint8Array, n: number) => `${toBase64url(attId)}.${n}`;

/** Chunks of sealed blobs on their way to or from a server; gone when they have arrived. */
export const blobChunks = {
  get: (reader: StoreReader, attId: Uint8Array, n: number) => chunks.get(reader, idOf(attId, n)),
  put: (attId: Uint8Array, n: number, bytes: Uint8Array) => chunks.put(idOf(attId, n), bytes),
  removeAll: (attId: Uint8Array, count: number) =>
    Array.from({ length: count }, (_, n) => chunks.remove(idOf(attId, n))),
};
