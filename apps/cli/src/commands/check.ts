import { type Inspection, inspect } from "@whosecopy/check";
import { openFile } from "@whosecopy/check/node";
import { nodePictureTools } from "@whosecopy/client/node";
import { type ErrorCode, WhosecopyError } from "@whosecopy/protocol";
import { findFiles } from "../check/found-files.ts";
import { findingLines, inspectionJson, tellingFindings } from "../check/findings-words.ts";
import { inParallel } from "../check/in-parallel.ts";
import type { CommandResult, Context } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { printable } from "../printable.ts";
import { sentenceFor } from "../sentences.ts";

export interface CheckCommandParams {
  readonly paths: readonly string[];
  /** Also say what exactly was found. */
  readonly values?: boolean;
}

/** Files that are read at the same time: their reading overlaps, the work is done by one thread. */
const atATime = 4;

type Checked = { readonly path: string } & (
  { readonly inspection: Inspection } | { readonly unreadable: ErrorCode; readonly sentence: string }
);

/** Says what files give away. Nothing is written and nothing leaves this machine. */
export async function check(context: Context, params: CheckCommandParams): Promise<CommandResult> {
  const { values = false } = params;
  const files = await findFiles(params.paths, context.signal);
  const { codecs } = nodePictureTools();
  let done = 0;
  const checked = await inParallel(files, atATime, async ({ path }): Promise<Checked> => {
    try {
      const file = await openFile(path);
      try {
        return { path, inspection: await inspect(file, { signal: context.signal, codecs }) };
      } finally {
        await file.close();
      }
    } catch (error) {
      if (!(error instanceof WhosecopyError) || error.code === "cancelled") throw error;
      return { path, unreadable: error.code, sentence: sentenceFor(error.code) };
    } finally {
      context.progress.update("Checking", ++done / files.length);
    }
  });
  const telling = checked.filter((one) => "inspection" in one && tellingFindings(one.inspection).length > 0);
  const unreadable = checked.filter((one) => "unreadable" in one);
  return {
    exit: telling.length > 0 ? exitCodes.found : unreadable.length > 0 ? exitCodes.badInput : exitCodes.ok,
    json: {
      files: checked.map((one) =>
        "inspection" in one ? { path: one.path, ...inspectionJson(one.inspection, values) } : one,
      ),
    },
    lines: [
      ...checked.toSorted((a, b) => worstOf(a) - worstOf(b)).flatMap((one) => fileLines(one, values)),
      summary({ files: files.length, telling: telling.length, unreadable: unreadable.length }),
    ],
  };
}

const ranks = { "locates-you": 0, "identifies-you": 1, "shows-more": 2, harmless: 3 } as const;

/** Files with the worst in them come first, those with nothing last. */
function worstOf(one: Checked): number {
  if (!("inspection" in one)) return 4;
  const worst = tellingFindings(one.inspection)[0];
  return worst === undefined ? 5 : ranks[worst.severity];
}

function fileLines(one: Checked, values: boolean): readonly string[] {
  if (!("inspection" in one)) return [`${printable(one.path)}: not looked at. ${one.sentence}`];
  const { inspection } = one;
  const nothing = tellingFindings(inspection).length === 0 ? ": nothing found in what was looked at" : "";
  return [`${printable(one.path)} (${inspection.format})${nothing}`, ...findingLines(inspection, values)];
}

function summary(count: { readonly files: number; readonly telling: number; readonly unreadable: number }): string {
  const { files, telling, unreadable } = count;
  const first = `${telling} of ${files} ${files === 1 ? "file gives" : "files give"} something away.`;
  const second = unreadable === 0 ? "" : ` ${unreadable} could not be looked at.`;
  const third = telling === 0 ? "" : " To remove it: whosecopy clean PATH --out DIR";
  return `${first}${second}${third}`;
}
