import type { Random } from "@whosecopy/crypto";
import { concatBytes, utf8, WhosecopyError } from "@whosecopy/protocol";
import type { StoreDatabase } from "./store-database.ts";

const nonceLength = 12;
const wrappingKeyId = "wrapping-key";
const storeKeyId = "store-key";

/**
 * The key that seals this browser's store, made at the first opening.
 *
 * [Note: What the browser's store key protects against] It lies in the same database as the records, wrapped by a WebCrypto key
 * that scripts can use and can't read. A copy of the records alone, and a script that gets hold of the database's bytes and
 * not of this origin, read nothing. It is no protection against whoever runs as this user on this computer, against whoever
 * copies the whole browser profile, or against altered code served by this origin: these need a locked screen and disk
 * encryption, a pinned release, or the command line.
 */
export async function storeKeyOf(
  database: StoreDatabase,
  params: { readonly name: string; readonly random: Random },
): Promise<Uint8Array> {
  const [wrappingKey, wrapped] = await database.read("keys", () => database.keys.bulkGet([wrappingKeyId, storeKeyId]));
  if (wrappingKey instanceof CryptoKey && wrapped instanceof Uint8Array) {
    return unwrap(wrappingKey, wrapped, params.name);
  }
  if ((await database.read("records", () => database.records.count())) > 0) {
    throw new WhosecopyError("store-damaged", "the records are there and their key is not");
  }
  return makeKey(database, params);
}

async function makeKey(
  database: StoreDatabase,
  { name, random }: { readonly name: string; readonly random: Random },
): Promise<Uint8Array> {
  const key = random.bytes(32);
  const wrappingKey = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = owned(random.bytes(nonceLength));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: owned(utf8(name)) },
    wrappingKey,
    owned(key),
  );
  // Both or neither, before anything is sealed under the key.
  const made = [wrappingKey, concatBytes(iv, new Uint8Array(sealed))];
  await database.write("keys", () => database.keys.bulkPut(made, [wrappingKeyId, storeKeyId]));
  return key;
}

async function unwrap(wrappingKey: CryptoKey, wrapped: Uint8Array, name: string): Promise<Uint8Array> {
  try {
    const opened = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: owned(wrapped.subarray(0, nonceLength)), additionalData: owned(utf8(name)) },
      wrappingKey,
      owned(wrapped.subarray(nonceLength)),
    );
    return new Uint8Array(opened);
  } catch (cause) {
    throw new WhosecopyError("store-damaged", "the store's key can't be unwrapped", { cause });
  }
}

/** WebCrypto's types want bytes that are certainly not shared memory. */
const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
