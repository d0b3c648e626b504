import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import {
  type PassphraseCost,
  type PassphraseWork,
  type Random,
  unwrapKeyWithPassphrase,
  wrapKeyWithPassphrase,
} from "@whosecopy/crypto";
import { concatBytes, WhosecopyError } from "@whosecopy/protocol";

/** First byte of a key file: the key as it is, or wrapped by a passphrase. */
const plainForm = 0;
const wrappedForm = 1;

/** How the store's key is protected beyond the file's mode. */
export type KeyProtection = PassphraseWork & {
  readonly passphrase?: string;
  /** What a guess costs, for a new store; default: a second or two. */
  readonly passphraseCost?: PassphraseCost;
};

/**
 * Reads the store's key from its file.
 *
 * @returns undefined when there is no file yet
 * @throws WhosecopyError "passphrase-needed", "passphrase-wrong", "store-damaged"
 */
export async function readStoreKey(path: string, protection: KeyProtection): Promise<Uint8Array | undefined> {
  const file = await readIfThere(path);
  if (file === undefined) return undefined;
  const rest = file.subarray(1);
  if (file[0] === plainForm && rest.length === 32) return rest.slice();
  if (file[0] !== wrappedForm) throw new WhosecopyError("store-damaged", "the key file can't be read");
  const { passphrase, ...work } = protection;
  if (passphrase === undefined) throw new WhosecopyError("passphrase-needed", "the store's key is wrapped");
  return unwrapKeyWithPassphrase({ wrapped: rest, passphrase, ...work });
}

/** Makes a new key and writes it, for this user only, before anything is sealed under it. */
export async function makeStoreKey(path: string, protection: KeyProtection, random: Random): Promise<Uint8Array> {
  const key = random.bytes(32);
  const { passphrase, passphraseCost: cost, ...work } = protection;
  const file =
    passphrase === undefined
      ? concatBytes(Uint8Array.of(plainForm), key)
      : concatBytes(
          Uint8Array.of(wrappedForm),
          await wrapKeyWithPassphrase({ key, passphrase, random, ...work, ...(cost === undefined ? {} : { cost }) }),
        );
  await writeDurably(path, file);
  return key;
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new WhosecopyError("store-damaged", "the key file can't be read", { cause });
  }
}

/** Whole or not at all, and there after a power cut. */
async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${path}.new`;
  const file = await open(unfinished, "w", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
