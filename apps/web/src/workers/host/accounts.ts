import type { Client } from "@whosecopy/client";
import { browserStores, eraseBrowserStore, openBrowserClient } from "@whosecopy/client/browser";
import type { Codecs } from "@whosecopy/image";
import type { Registrar } from "@whosecopy/marks";
import { WhosecopyError } from "@whosecopy/protocol";
import type { AccountView } from "../../engine/app-engine.ts";

/** What the host needs of its worker. */
export interface HostPorts {
  /** Of the page, and so of the server. */
  readonly origin: string;
  readonly codecs: Codecs;
  readonly registrar: Registrar;
}

/** One store of this browser, opened. `view` is null before it has an account. */
export interface Account {
  readonly id: string;
  readonly kind: AccountView["kind"];
  readonly client: Client;
  handle: string | null;
  /** Ends watching for what comes in. */
  readonly over: AbortController;
}

const own = "own";
const practicePrefix = "practice-";

const kindOf = (id: string): AccountView["kind"] => (id.startsWith(practicePrefix) ? "practice" : "own");

/** Opens one store. @throws WhosecopyError "store-busy", "store-damaged", "storage-full" */
export async function openAccount(ports: HostPorts, id: string): Promise<Account> {
  const client = await openBrowserClient({ store: id, codecs: ports.codecs, registrar: ports.registrar });
  return { id, kind: kindOf(id), client, handle: await handleOf(client), over: new AbortController() };
}

async function handleOf(client: Client): Promise<string | null> {
  try {
    return (await client.whoami()).handle;
  } catch (error) {
    if (error instanceof WhosecopyError && error.code === "not-found") return null;
    throw error;
  }
}

/** Opens this browser's stores, one's own first; practice friends that were not finished are erased. */
export async function openAccounts(ports: HostPorts): Promise<readonly Account[]> {
  const accounts = [await openAccount(ports, own)];
  try {
    const practice = (await browserStores()).filter((name) => name.startsWith(practicePrefix)).sort();
    for (const id of practice) {
      const account = await openAccount(ports, id);
      if (account.handle === null) await eraseAccount(account);
      else accounts.push(account);
    }
    return accounts;
  } catch (error) {
    // All or none: the next attempt opens them again.
    for (const { client } of accounts) await client.close();
    throw error;
  }
}

/** The id of the n-th practice friend's store. */
export const practiceId = (n: number): string => `${practicePrefix}${n}`;

/** Closes an account's store and erases it. */
export async function eraseAccount(account: Account): Promise<void> {
  account.over.abort();
  await account.client.close();
  await eraseBrowserStore(account.id);
}
