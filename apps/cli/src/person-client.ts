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

/** Opens the person's store, works with it, and closes it again whatever happens. */
export async function withClient<Result>(
  context: Context,
  options: PassphraseOption,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const passphrase = await readPassphrase(options.passphraseFile);
  const client = await openNodeClient({
    home: homeFolder(context.env),
    ...(passphrase === undefined ? {} : { passphrase }),
    onProgress: (done) => context.progress.update("Unlocking", done),
    signal: context.signal,
  });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
