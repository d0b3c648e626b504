import { mkdir, readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { markForNames } from "@whosecopy/client";
import { nodePictureTools } from "@whosecopy/client/node";
import { WhosecopyError } from "@whosecopy/protocol";
import type { CommandResult, Context } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { type PassphraseOption, readPassphrase } from "../person-client.ts";
import { capacityLine } from "../trace-words.ts";
import { writeWhole } from "../write-whole.ts";

export interface MarkCommandParams extends PassphraseOption {
  readonly photo: string;
  readonly to: readonly string[];
  readonly out: string;
  readonly quality?: number;
}

/** Names become parts of file names: what a file system or a shell would trip over becomes a dash. */
function fileNames(stem: string, names: readonly string[]): readonly string[] {
  const files = names.map((name) => `${stem}.${name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "")}.jpg`);
  if (new Set(files.map((file) => file.toLowerCase())).size !== files.length) {
    throw new WhosecopyError("bad-input", "two of the names would give the same file name");
  }
  return files;
}

/** Writes one marked copy for each name, and the secret record that tells them apart. Needs no server. */
export async function mark(context: Context, params: MarkCommandParams): Promise<CommandResult> {
  const stem = basename(params.photo, extname(params.photo));
  const files = fileNames(stem, params.to);
  const bytes = new Uint8Array(await readFile(params.photo));
  const passphrase = await readPassphrase(params.passphraseFile);
  const marked = await markForNames(nodePictureTools(), {
    bytes,
    names: params.to,
    ...(params.quality === undefined ? {} : { quality: params.quality }),
    ...(passphrase === undefined ? {} : { passphrase }),
    onProgress: (done) => context.progress.update("Marking", done),
    signal: context.signal,
  });
  await mkdir(params.out, { recursive: true });
  const record = join(params.out, "record.whosecopy");
  // The record first: a copy that nobody could trace should never be there.
  await writeWhole(record, marked.record, 0o600);
  const copies: { recipient: string; file: string }[] = [];
  for (const [i, copy] of marked.copies.entries()) {
    const file = join(params.out, files[i] ?? `${stem}.${i}.jpg`);
    await writeWhole(file, copy.bytes);
    copies.push({ recipient: copy.name, file });
  }
  const advice =
    passphrase === undefined
      ? [`Keep ${record} secret: it holds everyone's code word. --passphrase-file seals it.`]
      : [`${record} is sealed with your passphrase. Without it nothing can be traced.`];
  return {
    exit: exitCodes.ok,
    json: { record, copies, capacity: marked.capacity, markPsnrDb: marked.psnrDb },
    lines: [
      ...copies.map(({ recipient, file }) => `${file}  for ${recipient}`),
      capacityLine(marked.capacity),
      ...advice,
      `Trace a leak: whosecopy trace LEAK --record ${record}`,
    ],
  };
}
