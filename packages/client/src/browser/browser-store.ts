import { systemRandom } from "@whosecopy/crypto";
import { type ClientStore, openClientStore } from "../store/client-store.ts";
import { dexieEngine } from "./dexie-engine.ts";
import { databaseNames, eraseDatabase, openStoreDatabase } from "./store-database.ts";
import { storeKeyOf } from "./store-key.ts";
import { takeStoreLock } from "./store-lock.ts";

const prefix = "whosecopy ";

/**
 * Opens one of this browser's stores, made when it is not there. Each name is an account of its own.
 *
 * @throws WhosecopyError "store-busy" when another tab has it, "store-damaged", "storage-full"
 */
export async function openBrowserStore(name: string): Promise<ClientStore> {
  const giveBack = await takeStoreLock(name);
  try {
    const database = await openStoreDatabase(prefix + name);
    try {
      const key = await storeKeyOf(database, { name, random: systemRandom });
      const store = await openClientStore({ engine: dexieEngine(database), key, random: systemRandom });
      return {
        ...store,
        async close() {
          await store.close();
          giveBack();
        },
      };
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    giveBack();
    throw error;
  }
}

/** The names of this browser's stores. */
export async function browserStores(): Promise<readonly string[]> {
  return (await databaseNames()).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}

/** Erases a store; close it first. */
export async function eraseBrowserStore(name: string): Promise<void> {
  await eraseDatabase(prefix + name);
}
