import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { systemRandom } from "@whosecopy/crypto";
import { WhosecopyError } from "@whosecopy/protocol";
import { type ClientStore, openClientStore } from "../store/client-store.ts";
import { openLevelEngine } from "./level-engine.ts";
import { type KeyProtection, makeStoreKey, readStoreKey } from "./store-key.ts";

/**
 * Opens a person's store in a folder, made when it is not there: records in LevelDB, the key that seals them in a file of mode
 * 0600, wrapped when a passphrase is given at the first opening.
 *
 * @throws WhosecopyError "store-busy", "passphrase-needed", "passphrase-wrong", "store-damaged", "storage-full"
 */
export async function openNodeStore(params: KeyProtection & { readonly home: string }): Promise<ClientStore> {
  const { home, ...protection } = params;
  const keyPath = join(home, "store.key");
  const records = join(home, "records");
  await makeFolder(home);
  // LevelDB's lock comes first: two processes that begin at once must not both make a key.
  const before = await isThere(records);
  const engine = await openLevelEngine(records);
  try {
    const known = await readStoreKey(keyPath, protection);
    if (known === undefined && before) {
      const [any] = await engine.range(new Uint8Array(0));
      if (any !== undefined) throw new WhosecopyError("store-damaged", "the records are there and their key is not");
    }
    const key = known ?? (await makeStoreKey(keyPath, protection, systemRandom));
    return await openClientStore({ engine, key, random: systemRandom });
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new WhosecopyError("store-damaged", "the store's folder can't be made", { cause });
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await readdir(path).catch(() => undefined)) !== undefined;
}
