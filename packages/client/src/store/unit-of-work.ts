import type { ClientStore, StoreChange, StoreReader } from "./client-store.ts";

/** Changes gathered over several steps, seen by its own reads, and made all at once or never. */
export interface UnitOfWork extends StoreReader {
  write(...changes: readonly StoreChange[]): void;
  /** What was written and not yet committed. */
  changes(): readonly StoreChange[];
  commit(): Promise<void>;
}

const nameOf = (namespace: string, id: string) => `${namespace}\u0000${id}`;

function gather(base: StoreReader, finish: (changes: readonly StoreChange[]) => Promise<void>): UnitOfWork {
  const pending = new Map<string, StoreChange>();
  return {
    async get(namespace, id) {
      const change = pending.get(nameOf(namespace, id));
      return change === undefined ? base.get(namespace, id) : (change.bytes ?? undefined);
    },
    async list(namespace) {
      const found = new Map((await base.list(namespace)).map((record) => [record.id, record]));
      for (const change of pending.values()) {
        if (change.namespace !== namespace) continue;
        if (change.bytes === null) found.delete(change.id);
        else found.set(change.id, { id: change.id, bytes: change.bytes });
      }
      return [...found.values()];
    },
    write(...changes) {
      for (const change of changes) pending.set(nameOf(change.namespace, change.id), change);
    },
    changes: () => [...pending.values()],
    async commit() {
      if (pending.size === 0) return;
      await finish([...pending.values()]);
      pending.clear();
    },
  };
}

/** Begins a unit of work over a store. Nothing is written before `commit`. */
export function unitOfWork(store: ClientStore): UnitOfWork {
  return gather(store, (changes) => store.commit(changes));
}

/** Begins a part of a unit of work that may be given up: its commit only hands its changes to the outer one. */
export function partOf(outer: UnitOfWork): UnitOfWork {
  return gather(outer, (changes) => {
    outer.write(...changes);
    return Promise.resolve();
  });
}
