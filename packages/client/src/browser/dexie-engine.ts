import { toHex } from "@whosecopy/protocol";
import { afterPrefix } from "../store/after-prefix.ts";
import type { EngineChange, RecordEngine } from "../store/record-engine.ts";
import type { StoreDatabase } from "./store-database.ts";

/** Sealed records in IndexedDB, all changes of a batch in one transaction. */
export function dexieEngine(database: StoreDatabase): RecordEngine {
  const { records } = database;
  return {
    get: (key) => database.read("records", () => records.get(owned(key))),
    range: (prefix) =>
      database.read("records", async () => {
        const after = afterPrefix(prefix);
        const all =
          after === null
            ? records.where(":id").aboveOrEqual(owned(prefix))
            : records.where(":id").between(owned(prefix), after);
        // All at once: a cursor takes a turn of the event loop for every record.
        const [keys, values] = await Promise.all([all.clone().primaryKeys(), all.toArray()]);
        return keys.flatMap((key, n) => {
          const value = values[n];
          // Binary keys come back as buffers, whatever they were put in as.
          return value === undefined ? [] : [{ key: new Uint8Array(key), value }];
        });
      }),
    async batch(changes) {
      const last = lastOfEach(changes);
      const put = last.filter((change): change is Put => change.value !== null);
      const removed = last.filter(({ value }) => value === null);
      await database.write("records", async () => {
        await records.bulkDelete(removed.map(({ key }) => owned(key)));
        await records.bulkPut(
          // A view into a larger buffer would be stored with all of it.
          put.map(({ value }) => value.slice()),
          put.map(({ key }) => owned(key)),
        );
      });
    },
    close() {
      database.close();
      return Promise.resolve();
    },
  };
}

type Put = EngineChange & { readonly value: Uint8Array };

/** The change of each record that holds in the end: removals and the rest go to the database in two lists. */
function lastOfEach(changes: readonly EngineChange[]): readonly EngineChange[] {
  return [...new Map(changes.map((change) => [toHex(change.key), change])).values()];
}

const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
