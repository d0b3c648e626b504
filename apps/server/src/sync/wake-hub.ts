import type { Database } from "../database/connect.ts";
import { mailChannel, wakeName, wakeNames } from "./wake-payload.ts";

/** Tells connected devices that something waits for their account, whichever process put it there. */
export interface WakeHub {
  /** @returns stops it */
  subscribe(acct: Uint8Array, wake: () => void): () => void;
}

/** A hub fed by LISTEN/NOTIFY. Whenever notices may have been missed, everybody is woken. */
export async function wakeHub(database: Database): Promise<WakeHub> {
  const waiting = new Map<string, Set<() => void>>();
  await database.listen(mailChannel, (payload) => {
    const names = payload === null ? waiting.keys() : wakeNames(payload);
    for (const name of names) for (const wake of waiting.get(name) ?? []) wake();
  });
  return {
    subscribe(acct, wake) {
      const name = wakeName(acct);
      const set = waiting.get(name) ?? new Set();
      waiting.set(name, set.add(wake));
      return () => {
        set.delete(wake);
        if (set.size === 0 && waiting.get(name) === set) waiting.delete(name);
      };
    },
  };
}
