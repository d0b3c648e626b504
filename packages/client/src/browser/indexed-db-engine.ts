import type { RecordEngine } from "../store/record-engine.ts";
import type { StoreDatabase } from "./store-database.ts";

/** Sealed records in IndexedDB, all changes of a batch in one transaction. */
export function indexedDbEngine(database: StoreDatabase): RecordEngine {
  return {
    async get(key) {
      const read = (records: IDBObjectStore): IDBRequest<unknown> => records.get(owned(key));
      return (await database.run("records", "readonly", read)) as Uint8Array | undefined;
    },
    async range(prefix) {
      const found: { readonly key: Uint8Array; readonly value: Uint8Array }[] = [];
      await database.run("records", "readonly", (records) => {
        const cursor = records.openCursor(rangeOf(prefix));
        cursor.addEventListener("success", () => {
          const at = cursor.result;
          if (at === null) return;
          // Binary keys come back as buffers, whatever they were put in as.
          found.push({ key: new Uint8Array(at.primaryKey as ArrayBuffer), value: at.value as Uint8Array });
          at.continue();
        });
        return cursor;
      });
      return found;
    },
    async batch(changes) {
      if (changes.length === 0) return;
      await database.run("records", "readwrite", (records): IDBRequest<number> => {
        for (const { key, value } of changes) {
          // A view into a larger buffer would be stored with all of it.
          if (value === null) records.delete(owned(key));
          else records.put(value.slice(), owned(key));
        }
        // Any request will do; it is answered when all changes are.
        return records.count();
      });
    },
    close() {
      database.close();
      return Promise.resolve();
    },
  };
}

function rangeOf(prefix: Uint8Array): IDBKeyRange | null {
  if (prefix.length === 0) return null;
  const after = afterPrefix(prefix);
  return after === null ? IDBKeyRange.lowerBound(owned(prefix)) : IDBKeyRange.bound(owned(prefix), after, false, true);
}

/** The first key behind all that begin with a prefix; null when nothing is behind them. */
function afterPrefix(prefix: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const after = owned(prefix);
  for (let i = after.length - 1; i >= 0; i--) {
    const byte = after[i] ?? 0;
    after[i] = (byte + 1) & 0xff;
    if (byte !== 0xff) return after;
  }
  return null;
}

const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
