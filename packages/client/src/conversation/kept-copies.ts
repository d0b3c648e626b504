import { toBase64url } from "@whosecopy/protocol";
import * as v from "valibot";
import { bytes, text } from "../store/fields.ts";
import type { StoreReader } from "../store/client-store.ts";
import { table } from "../store/table.ts";

const KeptCopy = v.strictObject({ content: bytes, statement: v.strictObject({ body: text, signature: text }) });
const kept = table("kept-copy", KeptCopy);

/** Opened copies that their policy lets stay in the store (`offline`); gone when they are taken back. */
export const keptCopies = {
  get: (reader: StoreReader, copyId: Uint8Array) => kept.get(reader, toBase64url(copyId)),
  put: (copyId: Uint8Array, copy: v.InferOutput<typeof KeptCopy>) => kept.put(toBase64url(copyId), copy),
  remove: (copyId: Uint8Array) => kept.remove(toBase64url(copyId)),
};
