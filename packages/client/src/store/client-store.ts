import { hkdf, hkdfExpand, label, openRecord, type Random, sealRecord } from "@whosecopy/crypto";
import { concatBytes, u16be, utf8, WhosecopyError } from "@whosecopy/protocol";
import type { EngineChange, RecordEngine } from "./record-engine.ts";

/** One change of the store; `bytes: null` removes the record. */
export interface StoreChange {
  readonly namespace: string;
  readonly id: string;
  readonly bytes: Uint8Array | null;
}

export interface StoredRecord {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** What reading needs: the store itself, or a unit of work that sees its own changes. */
export interface StoreReader {
  get(namespace: string, id: string): Promise<Uint8Array | undefined>;
  list(namespace: string): Promise<readonly StoredRecord[]>;
}

/** A person's encrypted state. Whoever has the engine's files learns how many records there are and how long, no more. */
export interface ClientStore extends StoreReader {
  /** Counts the commits of this store over its life. */
  version(): number;
  /** Makes all changes or none, durably, in the order of the calls. */
  commit(changes: readonly StoreChange[]): Promise<void>;
  close(): Promise<void>;
}

const metaNamespace = "meta";
const versionId = "version";

/**
 * Opens a store over an engine. Record names are HMACs, eight bytes of the namespace and 24 of the whole name, so that a
 * namespace can be listed and no name is readable; the key is also bound into each seal, so that records can't be swapped.
 *
 * @param params.key 32 random bytes
 * @throws WhosecopyError "store-damaged" when the records were sealed under another key or changed
 */
export async function openClientStore(params: {
  readonly engine: RecordEngine;
  readonly key: Uint8Array;
  readonly random: Random;
}): Promise<ClientStore> {
  const { engine, random } = params;
  const nameKey = hkdf(params.key, { info: label("store-names"), length: 32 });
  const sealKey = hkdf(params.key, { info: label("store-records"), length: 32 });
  const prefixes = new Map<string, Uint8Array>();

  const prefixOf = (namespace: string) => {
    const known = prefixes.get(namespace);
    if (known !== undefined) return known;
    const prefix = hkdfExpand(nameKey, concatBytes(label("namespace"), utf8(namespace)), 8);
    prefixes.set(namespace, prefix);
    return prefix;
  };
  const keyOf = (namespace: string, id: string) => {
    const name = concatBytes(label("record"), u16be(namespace.length), utf8(namespace), utf8(id));
    return concatBytes(prefixOf(namespace), hkdfExpand(nameKey, name, 24));
  };
  const seal = ({ namespace, id, bytes }: StoreChange): EngineChange => {
    const key = keyOf(namespace, id);
    if (bytes === null) return { key, value: null };
    const name = utf8(id);
    const plaintext = concatBytes(u16be(name.length), name, bytes);
    return { key, value: sealRecord({ key: sealKey, plaintext, aad: key, random }) };
  };
  const open = (key: Uint8Array, value: Uint8Array): StoredRecord => {
    const plaintext = openRecord({ key: sealKey, sealed: value, aad: key });
    const length = ((plaintext[0] ?? 0) << 8) | (plaintext[1] ?? 0);
    return {
      id: new TextDecoder().decode(plaintext.subarray(2, 2 + length)),
      bytes: plaintext.slice(2 + length),
    };
  };
  const get = async (namespace: string, id: string) => {
    const key = keyOf(namespace, id);
    const value = await engine.get(key);
    return value === undefined ? undefined : open(key, value).bytes;
  };

  let version = readVersion(await get(metaNamespace, versionId));
  let last: Promise<void> = Promise.resolve();
  const commitNow = async (changes: readonly StoreChange[]) => {
    const next = version + 1;
    const counted: StoreChange = { namespace: metaNamespace, id: versionId, bytes: utf8(String(next)) };
    await engine.batch([...changes, counted].map(seal));
    version = next;
  };

  return {
    version: () => version,
    get,
    async list(namespace) {
      const found = await engine.range(prefixOf(namespace));
      return found.map(({ key, value }) => open(key, value));
    },
    commit(changes) {
      // One after the other, whether or not the one before succeeded.
      last = last.catch(() => undefined).then(() => commitNow(changes));
      return last;
    },
    async close() {
      await last.catch(() => undefined);
      await engine.close();
    },
  };
}

function readVersion(bytes: Uint8Array | undefined): number {
  const version = bytes === undefined ? 0 : Number(new TextDecoder().decode(bytes));
  if (!Number.isSafeInteger(version)) throw new WhosecopyError("store-damaged", "the store's version can't be read");
  return version;
}
