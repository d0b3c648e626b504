import { toBase64url } from "@whosecopy/protocol";
import type { StoreReader } from "../store/client-store.ts";
import { bytesTable } from "../store/table.ts";

const kept = bytesTable("kept-copy");

/** Opened copies that their policy lets stay in the store (`offline`); gone when they are taken back. */
export const keptCopies = {
  get: (reader: StoreReader, copyId: Uint8Array) => kept.get(reader, toBase64url(copyId)),
  put: (copyId: Uint8Array, content: Uint8Array) => kept.put(toBase64url(copyId), content),
  remove: (copyId: Uint8Array) => kept.remove(toBase64url(copyId)),
};
