import { Dexie, type Table } from "dexie";
import { WhosecopyError } from "@whosecopy/protocol";

/** One IndexedDB database: sealed records under opaque keys, and the key that wraps the store's key. */
export interface StoreDatabase {
  readonly records: Table<Uint8Array, Uint8Array>;
  readonly keys: Table<unknown, string>;
  /** One reading transaction over a table. */
  read<Result>(table: "records" | "keys", work: () => PromiseLike<Result>): Promise<Result>;
  /** One transaction over a table: all that `work` changes, or nothing; when it resolves, durably so. */
  write(table: "records" | "keys", work: () => PromiseLike<unknown>): Promise<void>;
  close(): void;
}

/** Opens a database, made when it is not there. @throws WhosecopyError "store-damaged", "storage-full" */
export async function openStoreDatabase(name: string): Promise<StoreDatabase> {
  const database = new Dexie(name, {
    // "strict": done means that the disk has it; browsers are otherwise content with the system's cache.
    chromeTransactionDurability: "strict",
    cache: "disabled",
    autoOpen: false,
  });
  database.version(1).stores({ records: "", keys: "" });
  database.on("versionchange", () => {
    // Erased in another tab: better an error at the next use than an empty database in its place, which Dexie would open.
    database.close();
    return false;
  });
  await naming(database.open());
  return {
    records: database.table("records"),
    keys: database.table("keys"),
    read: (table, work) => naming(database.transaction("r", table, work)),
    write: (table, work) => naming(database.transaction("rw", table, work).then(() => undefined)),
    close: () => {
      database.close();
    },
  };
}

/** The names of this origin's databases. */
export function databaseNames(): Promise<readonly string[]> {
  return naming(Dexie.getDatabaseNames());
}

/** Erases a database for good. */
export function eraseDatabase(name: string): Promise<void> {
  return naming(Dexie.delete(name));
}

/** Does the work; what the database throws becomes "storage-full" or "store-damaged". */
async function naming<Result>(work: PromiseLike<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    if (isQuota(cause)) throw new WhosecopyError("storage-full", "the browser gives no more room", { cause });
    throw new WhosecopyError("store-damaged", "the browser's database failed", { cause });
  }
}

/** Dexie wraps what the browser threw, and that once more when it ended a transaction. */
function isQuota(thrown: unknown): boolean {
  for (let error = thrown, depth = 0; error instanceof Object && depth < 4; depth++) {
    if ("name" in error && error.name === "QuotaExceededError") return true;
    error = "inner" in error ? error.inner : undefined;
  }
  return false;
}
