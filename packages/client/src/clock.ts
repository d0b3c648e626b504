import { WhosecopyError } from "@whosecopy/protocol";

/** The time, and waiting; passed in so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** @throws WhosecopyError "cancelled" when the signal is raised meanwhile */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(cancelled());
      };
      if (signal?.aborted === true) return reject(cancelled());
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, ms);
      signal?.addEventListener("abort", stop, { once: true });
    });
  },
};

function cancelled(): WhosecopyError {
  return new WhosecopyError("cancelled", "given up on request");
}

/** @throws WhosecopyError "cancelled" when the signal is raised */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelled();
}
