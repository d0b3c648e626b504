import type { Account } from "./accounts.ts";

/** Keeps an account up to date: syncs at once, when the server wakes it, and when it is asked to; one sync at a time. */
export interface Watched {
  /** @throws WhosecopyError what the sync that was asked for failed with */
  readonly syncNow: () => Promise<void>;
}

export function watchAccount(
  { client, over }: Account,
  params: {
    readonly onSynced: () => void;
    readonly onFailed: (error: unknown) => void;
  },
): Watched {
  let running: Promise<void> | undefined;
  let isWanted = false;
  const run = async () => {
    do {
      isWanted = false;
      await client.sync({ signal: over.signal });
    } while (isWanted && !over.signal.aborted);
  };
  const syncNow = () => {
    isWanted = true;
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
  const quietly = () => {
    syncNow().then(params.onSynced, params.onFailed);
  };
  client.watch({ onWake: quietly, signal: over.signal }).catch(params.onFailed);
  return { syncNow };
}
