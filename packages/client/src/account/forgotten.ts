import { toId32 } from "@whosecopy/protocol";
import * as v from "valibot";
import type { StoreReader } from "../store/client-store.ts";
import { bytes16, bytes32, text } from "../store/fields.ts";
import { table } from "../store/table.ts";

/**
 * Somebody who was a contact and was removed. It counts only while there is no contact of this account: it keeps the name, which
 * traces and groups still need, and says which conversation is not shown.
 */
const Forgotten = v.strictObject({
  acct: bytes32,
  name: text,
  /** The conversation with this person alone. */
  direct: v.nullable(bytes16),
});

const forgotten = table("forgotten", Forgotten);

export const forgottenRecords = {
  get: (reader: StoreReader, acct: Uint8Array) => forgotten.get(reader, toId32(acct)),
  put: (value: v.InferOutput<typeof Forgotten>) => forgotten.put(toId32(value.acct), value),
  async list(reader: StoreReader): Promise<readonly v.InferOutput<typeof Forgotten>[]> {
    return (await forgotten.list(reader)).map(({ value }) => value);
  },
};
