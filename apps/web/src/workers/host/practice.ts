import { WhosecopyError } from "@whosecopy/protocol";
import { type Account, eraseAccount, type HostPorts, openAccount, practiceId } from "./accounts.ts";
import { chance } from "./chance.ts";

const names = ["mira", "tom"] as const;
const letters = "abcdefghjkmnpqrstuvwxyz23456789";
const tries = 4;

/**
 * Makes two real accounts on this server in stores of their own, and introduces them to one's own account and back. Nobody keeps
 * their recovery keys: they are for practice, and end with this browser's store.
 */
export async function makePracticeFriends(
  ports: HostPorts,
  params: {
    readonly self: Account;
    readonly onProgress: (done: number) => void;
    readonly signal: AbortSignal;
  },
): Promise<readonly Account[]> {
  const { self, onProgress, signal } = params;
  const made: Account[] = [];
  try {
    const { link } = await self.client.makeInvite();
    for (const [n, name] of names.entries()) {
      const account = await openAccount(ports, practiceId(n + 1));
      made.push(account);
      account.handle = await claimName(account, { name, origin: ports.origin, signal });
      onProgress((n + 0.6) / names.length);
      await account.client.addContact(link);
      const theirs = await account.client.makeInvite();
      await self.client.addContact(theirs.link);
      onProgress((n + 1) / names.length);
    }
    return made;
  } catch (error) {
    for (const account of made) await eraseAccount(account);
    throw error;
  }
}

/** Takes a name with a few letters behind it, others when it is somebody's. */
async function claimName(
  { client }: Account,
  params: { readonly name: string; readonly origin: string; readonly signal: AbortSignal },
): Promise<string> {
  for (let tried = 1; ; tried++) {
    const handle = `${params.name}.${Array.from({ length: 4 }, () => letters[chance(letters.length)] ?? "").join("")}`;
    try {
      await client.createAccount({
        server: params.origin,
        handle,
        onRecoveryKey: () => undefined,
        signal: params.signal,
      });
      return handle;
    } catch (error) {
      const isTaken = error instanceof WhosecopyError && error.code === "handle-taken";
      if (!isTaken || tried >= tries) throw error;
    }
  }
}
