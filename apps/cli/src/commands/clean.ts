import { join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { clean as cleanFile, type Cleaned, CleanRefused, inspect, type KeepChoice } from "@whosecopy/check";
import { openFile } from "@whosecopy/check/node";
import { nodePictureTools } from "@whosecopy/client/node";
import { WhosecopyError } from "@whosecopy/protocol";
import { findFiles, type FoundFile } from "../check/found-files.ts";
import { findingLines, inspectionJson, tellingFindings } from "../check/findings-words.ts";
import { inParallel } from "../check/in-parallel.ts";
import { replaceWithBackup, writeCleaned } from "../check/write-cleaned.ts";
import type { CommandResult, Context } from "../command.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "../exit-codes.ts";
import { printable } from "../printable.ts";
import { sentenceFor } from "../sentences.ts";

export interface CleanCommandParams {
  readonly paths: readonly string[];
  readonly out?: string;
  readonly inPlace?: boolean;
  /** What shall stay. */
  readonly keep: readonly KeepChoice[];
  /** Answers every question by removing. */
  readonly removeAll?: boolean;
  readonly json?: boolean;
}

const atATime = 4;

/** What is asked about, for a person. */
const questionWords: Partial<Record<KeepChoice, string>> = {
  notes: "speaker notes",
  "hidden-slides": "hidden slides, sheets or layers",
  comments: "comments",
  attachments: "attached files",
};

interface Done {
  readonly path: string;
  readonly cleaned: Cleaned;
  readonly to: string;
  readonly backup: string | null;
}
type Outcome = Done | { readonly path: string; readonly sentence: string; readonly exit: ExitCode };

/** Removes what files give away. Originals stay as they are, or beside the cleaned file as a backup. */
export async function clean(context: Context, params: CleanCommandParams): Promise<CommandResult> {
  const { out, inPlace = false } = params;
  if ((out === undefined) !== inPlace)
    throw new WhosecopyError("bad-input", "say where the cleaned files go: --out DIR, or --in-place-with-backup");
  const files = await findFiles(params.paths, context.signal);
  const choices = await answers(context, params, files);
  let done = 0;
  const outcomes = await inParallel(files, atATime, async (file): Promise<Outcome> => {
    try {
      return await cleanOne(context, file, { ...choices, out });
    } catch (error) {
      if (!(error instanceof WhosecopyError) || ["cancelled", "storage-full"].includes(error.code)) throw error;
      const sentence = error instanceof CleanRefused ? error.sentence : sentenceFor(error.code);
      return { path: file.path, sentence, exit: exitCodeOf(error.code) };
    } finally {
      context.progress.update("Cleaning", ++done / files.length);
    }
  });
  const failed = outcomes.find((one) => "exit" in one);
  return {
    exit: failed !== undefined && "exit" in failed ? failed.exit : exitCodes.ok,
    json: { files: outcomes.map(outcomeJson) },
    lines: outcomes.flatMap(outcomeLines),
  };
}

interface Choices {
  readonly keep: readonly KeepChoice[];
  /** Questions that have an answer. */
  readonly answered: ReadonlySet<KeepChoice>;
}

async function cleanOne(
  context: Context,
  { path, relative }: FoundFile,
  params: Choices & { readonly out: string | undefined },
): Promise<Done> {
  const { keep, answered, out } = params;
  const { signal } = context;
  const file = await openFile(path);
  try {
    const cleaned = await cleanFile(file, { keep, signal, codecs: nodePictureTools().codecs });
    const open = cleaned.before.questions.filter((question) => !answered.has(question));
    if (open.length > 0) throw new CleanRefused(unansweredSentence(open));
    if (out === undefined)
      return { path, cleaned, to: path, backup: await replaceWithBackup(cleaned.file, path, signal) };
    const to = join(out, relative);
    if (resolve(to) === resolve(path)) throw new WhosecopyError("already-exists", "that is the original");
    await writeCleaned(cleaned.file, to, signal);
    return { path, cleaned, to, backup: null };
  } finally {
    await file.close();
  }
}

function unansweredSentence(open: readonly KeepChoice[]): string {
  const what = open.map((question) => questionWords[question] ?? question).join(" and ");
  return `It holds ${what}, which may be wanted. Nothing was written: say --keep ${open.join(",")}, or --remove-all.`;
}

/** On a terminal the person is asked once for each kind; elsewhere only the switches answer. */
async function answers(context: Context, params: CleanCommandParams, files: readonly FoundFile[]): Promise<Choices> {
  const questions = Object.keys(questionWords) as readonly KeepChoice[];
  const keep = new Set(params.keep);
  const answered = new Set(params.removeAll === true ? questions : questions.filter((question) => keep.has(question)));
  const canAsk = process.stdin.isTTY && process.stderr.isTTY && params.json !== true;
  if (!canAsk || answered.size === questions.length) return { keep: [...keep], answered };
  const asked = new Set<KeepChoice>();
  await inParallel(files, atATime, async ({ path }) => {
    const file = await openFile(path);
    try {
      for (const question of (await inspect(file, { signal: context.signal })).questions) asked.add(question);
    } catch (error) {
      // Said when the file's turn comes.
      if (!(error instanceof WhosecopyError) || error.code === "cancelled") throw error;
    } finally {
      await file.close();
    }
  });
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    for (const question of questions.filter((one) => asked.has(one) && !answered.has(one))) {
      const words = questionWords[question] ?? question;
      const answer = await asking.question(`Some of these hold ${words}. Keep them? [y/N] `, {
        signal: context.signal,
      });
      if (/^y(es)?$/i.test(answer.trim())) keep.add(question);
      answered.add(question);
    }
  } finally {
    asking.close();
  }
  return { keep: [...keep], answered };
}

function outcomeJson(one: Outcome) {
  if (!("cleaned" in one)) return { path: one.path, refused: one.sentence };
  const { path, to, backup, cleaned } = one;
  return {
    path,
    to,
    backup,
    removed: tellingFindings(cleaned.before).length - tellingFindings(cleaned.after).length,
    after: inspectionJson(cleaned.after, false),
  };
}

function outcomeLines(one: Outcome): readonly string[] {
  if (!("cleaned" in one)) return [`${printable(one.path)}: not cleaned. ${one.sentence}`];
  const { before, after } = one.cleaned;
  const removed = Math.max(0, tellingFindings(before).length - tellingFindings(after).length);
  const left = findingLines(after, false);
  const words =
    removed === 0 ? "nothing had to be removed" : `${removed} ${removed === 1 ? "thing" : "things"} removed`;
  return [
    `${printable(one.path)} -> ${printable(one.to)}: ${words}${left.length === 0 ? "" : "; still there:"}`,
    ...(one.backup === null ? [] : [`  the original is now ${printable(one.backup)}`]),
    ...left,
  ];
}
