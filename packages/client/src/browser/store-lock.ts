import { WhosecopyError } from "@whosecopy/protocol";

/**
 * Takes a store for this tab alone, by Web Locks: the browser gives it back when the tab ends, however it ends.
 *
 * @returns what gives it back
 * @throws WhosecopyError "store-busy" when another tab has it
 */
export function takeStoreLock(name: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const held = navigator.locks.request(`store ${name}`, { ifAvailable: true }, async (lock) => {
      if (lock === null) throw new WhosecopyError("store-busy", "another tab has this store");
      // Held for as long as this promise is pending.
      await new Promise<void>((release) => {
        resolve(release);
      });
    });
    held.catch(reject);
  });
}
