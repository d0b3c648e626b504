import { concatBytes, toHex } from "@whosecopy/protocol";
import type { EngineChange, RecordEngine } from "../store/record-engine.ts";

/** Records in memory that outlive the store over them, so that a test can open a store again after a "crash". */
export interface MemoryRecords {
  readonly records: Map<string, { readonly key: Uint8Array; readonly value: Uint8Array }>;
}

export const memoryRecords = (): MemoryRecords => ({ records: new Map() });

/** A copy of what is stored, as a backup would be. */
export const copyRecords = ({ records }: MemoryRecords): MemoryRecords => ({ records: new Map(records) });

/** @param beforeCommit may throw, before or after having called `apply` */
export function memoryEngine(
  memory: MemoryRecords,
  commit: (apply: () => void) => Promise<void> = (apply) => {
    apply();
    return Promise.resolve();
  },
): RecordEngine {
  const apply = (changes: readonly EngineChange[]) => {
    for (const { key, value } of changes) {
      if (value === null) memory.records.delete(toHex(key));
      else memory.records.set(toHex(key), { key: concatBytes(key), value: concatBytes(value) });
    }
  };
  return {
    get: (key) => Promise.resolve(memory.records.get(toHex(key))?.value),
    range: (prefix) =>
      Promise.resolve(
        [...memory.records].filter(([name]) => name.startsWith(toHex(prefix))).map(([, record]) => record),
      ),
    batch: (changes) =>
      commit(() => {
        apply(changes);
      }),
    close: () => Promise.resolve(),
  };
}
