import { decodeCanonical, encodeCanonical, parseAs, WhosecopyError } from "@whosecopy/protocol";
import type * as v from "valibot";
import type { StoreChange, StoreReader } from "./client-store.ts";

/** One kind of record, by id. Changes are values, so that changes of several tables go into one commit. */
interface Table<Value> {
  get(reader: StoreReader, id: string): Promise<Value | undefined>;
  list(reader: StoreReader): Promise<readonly { readonly id: string; readonly value: Value }[]>;
  put(id: string, value: Value): StoreChange;
  remove(id: string): StoreChange;
}

/** A table whose records are canonical CBOR of a schema. Reading what does not fit throws "store-damaged". */
export function table<Schema extends v.GenericSchema>(namespace: string, schema: Schema): Table<v.InferOutput<Schema>> {
  const read = (bytes: Uint8Array) => {
    try {
      return parseAs(schema, decodeCanonical(bytes), "store-damaged");
    } catch (cause) {
      throw new WhosecopyError("store-damaged", `a record of ${namespace} can't be read`, { cause });
    }
  };
  return {
    async get(reader, id) {
      const bytes = await reader.get(namespace, id);
      return bytes === undefined ? undefined : read(bytes);
    },
    async list(reader) {
      return (await reader.list(namespace)).map(({ id, bytes }) => ({ id, value: read(bytes) }));
    },
    put: (id, value) => ({ namespace, id, bytes: encodeCanonical(value) }),
    remove: (id) => ({ namespace, id, bytes: null }),
  };
}

/** A table of plain bytes, for chunks of ciphertext. */
export function bytesTable(namespace: string): Pick<Table<Uint8Array>, "get" | "put" | "remove"> {
  return {
    get: (reader, id) => reader.get(namespace, id),
    put: (id, bytes) => ({ namespace, id, bytes }),
    remove: (id) => ({ namespace, id, bytes: null }),
  };
}
