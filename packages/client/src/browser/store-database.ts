import { WhosecopyError } from "@whosecopy/protocol";

/*
 * [Note: IndexedDB without a library] A store needs get, range and an atomic batch over opaque bytes. The platform's own interface
 * does that in a page of code; a library for it would be a fifth of what the client worker loads.
 */

/** One IndexedDB database: sealed records under opaque keys, and the key that wraps the store's key. */
export interface StoreDatabase {
  /** Runs one transaction over one of the two tables and answers what `work`'s request found, once it is durable. */
  run<Result>(
    table: "records" | "keys",
    mode: IDBTransactionMode,
    work: (table: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result>;
  close(): void;
}

/** Opens a database, made when it is not there. @throws WhosecopyError "store-damaged", "storage-full" */
export async function openStoreDatabase(name: string): Promise<StoreDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.addEventListener("upgradeneeded", () => {
    opening.result.createObjectStore("records");
    opening.result.createObjectStore("keys");
  });
  const database = await naming(answerOf(opening));
  // Erased in another tab: better an error at the next use than a tab that waits for ever.
  database.addEventListener("versionchange", () => {
    database.close();
  });
  return {
    run(table, mode, work) {
      return naming(
        new Promise((resolve, reject) => {
          // "strict": done means that the disk has it; browsers are otherwise content with the system's cache.
          const transaction = database.transaction(table, mode, { durability: "strict" });
          const request = work(transaction.objectStore(table));
          transaction.addEventListener("complete", () => {
            resolve(request.result);
          });
          transaction.addEventListener("abort", () => {
            reject(asError(transaction.error ?? request.error));
          });
        }),
      );
    },
    close: () => {
      database.close();
    },
  };
}

/** The names of this origin's databases. */
export async function databaseNames(): Promise<readonly string[]> {
  const found = await naming(indexedDB.databases());
  return found.flatMap(({ name }) => (name === undefined ? [] : [name]));
}

/** Erases a database for good. */
export async function eraseDatabase(name: string): Promise<void> {
  await naming(answerOf(indexedDB.deleteDatabase(name)));
}

function answerOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => {
      resolve(request.result);
    });
    request.addEventListener("error", () => {
      reject(asError(request.error));
    });
  });
}

const asError = (error: DOMException | null): Error => error ?? new Error("the database gave no reason");

/** Does the work; what the database throws becomes "storage-full" or "store-damaged". */
async function naming<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "QuotaExceededError") {
      throw new WhosecopyError("storage-full", "the browser gives no more room", { cause });
    }
    throw new WhosecopyError("store-damaged", "the browser's database failed", { cause });
  }
}
