import { access, mkdir, readFile, rename, rm } from "node:fs/promises";
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

/**
 * Moves a record of an earlier run out of the way: without it the copies of that run could never be traced again.
 *
 * @returns where it is now; null when there was none
 */
async function keepEarlierRecord(record: string): Promise<string | null> {
  const isThere = (path: string) =>
    access(path).then(
      () => true,
      () => false,
    );
  if (!(await isThere(record))) return null;
  for (let n = 1; ; n++) {
    const kept = record.replace(/\.whosecopy$/, `.${n}.whosecopy`);
    if (await isThere(kept)) continue;
    await rename(record, kept);
    return kept;
  }
}

/** Writes all files, or takes away again those that it wrote. */
async function writeAll(
  files: readonly { readonly path: string; readonly bytes: Uint8Array; readonly mode: number }[],
): Promise<void> {
  const written: string[] = [];
  try {
    for (const { path, bytes, mode } of files) {
      await writeWhole(path, bytes, mode);
      written.push(path);
    }
  } catch (error) {
    for (const path of written) await rm(path, { force: true });
    throw error;
  }
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
  const earlier = await keepEarlierRecord(record);
  const copies = marked.copies.map(({ name, bytes }, i) => ({
    recipient: name,
    file: join(params.out, files[i] ?? `${stem}.${i}.jpg`),
    bytes,
  }));
  // The record first: a copy that nobody could trace should never be there.
  await writeAll([
    { path: record, bytes: marked.record, mode: 0o600 },
    ...copies.map(({ file, bytes }) => ({ path: file, bytes, mode: 0o644 })),
  ]);
  const advice =
    passphrase === undefined
      ? [`Keep ${record} secret: it holds everyone's code word. --passphrase-file seals it.`]
      : [`${record} is sealed with your passphrase. Without it nothing can be traced.`];
  return {
    exit: exitCodes.ok,
    json: {
      record,
      copies: copies.map(({ recipient, file }) => ({ recipient, file })),
      ...(earlier === null ? {} : { earlierRecord: earlier }),
      capacity: marked.capacity,
      markPsnrDb: marked.psnrDb,
    },
    lines: [
      ...copies.map(({ recipient, file }) => `${file}  for ${recipient}`),
      capacityLine(marked.capacity),
      ...advice,
      ...(earlier === null
        ? []
        : [`The record that was here is ${earlier} now: copies made before are traced with it.`]),
      `Trace a leak: whosecopy trace LEAK --record ${record}`,
    ],
  };
}
