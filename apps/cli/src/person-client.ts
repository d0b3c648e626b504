import { readFile } from "node:fs/promises";
import type { Client } from "@whosecopy/client";
import { openNodeClient } from "@whosecopy/client/node";
import { WhosecopyError } from "@whosecopy/protocol";
import type { Context } from "./command.ts";
import { homeFolder } from "./home.ts";

/** How a passphrase reaches a command: by a file, never by a flag or the environment. */
export interface PassphraseOption {
  readonly passphraseFile?: string;
}

/** The first line of a passphrase file. @throws WhosecopyError "bad-input" when it is empty */
export async function readPassphrase(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const passphrase = (await readFile(path, "utf8")).split(/\r?\n/, 1)[0] ?? "";
  if (passphrase === "") throw new WhosecopyError("bad-input", "the passphrase file begins with an empty line");
  return passphrase;
}

/** "There is nothing with this id" would be no help to somebody whose store is empty, or not the one that was meant. */
async function requireAccount(client: Client, home: string): Promise<void> {
  try {
    await client.whoami();
  } catch (error) {
    if (!(error instanceof WhosecopyError) || error.code !== "not-found") throw error;
    const advice = "Make one: whosecopy init --server URL --handle NAME; or set WHOSECOPY_HOME to where yours is";
    throw new WhosecopyError("bad-input", `there is no account in ${home}. ${advice}`, { cause: error });
  }
}

/** Opens the person's store, works with it, and closes it again whatever happens. */
export async function withClient<Result>(
  context: Context,
  options: PassphraseOption,
  work: (client: Client) => Promise<Result>,
  /** False for making one. */
  needsAccount = true,
): Promise<Result> {
  const passphrase = await readPassphrase(options.passphraseFile);
  const home = homeFolder(context.env);
  const client = await openNodeClient({
    home,
    ...(passphrase === undefined ? {} : { passphrase }),
    onProgress: (done) => context.progress.update("Unlocking", done),
    signal: context.signal,
  });
  try {
    if (needsAccount) await requireAccount(client, home);
    return await work(client);
  } finally {
    await client.close();
  }
}
