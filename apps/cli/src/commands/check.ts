import { type Inspection, inspect } from "@whosecopy/check";
import { openFile } from "@whosecopy/check/node";
import { nodePictureTools } from "@whosecopy/client/node";
import { type ErrorCode, WhosecopyError } from "@whosecopy/protocol";
import { findFiles } from "../check/found-files.ts";
import { findingLines, inspectionJson, tellingFindings } from "../check/findings-words.ts";
import { inParallel } from "../check/in-parallel.ts";
import type { CommandResult, Context } from "../command.ts";
import { lookAtFiles, type FileLook } from "../check/look-at-files.ts";
import { lookJson, lookLines } from "../check/look-words.ts";
import { exitCodes } from "../exit-codes.ts";
import { printable } from "../printable.ts";
import { sentenceFor } from "../sentences.ts";

export interface CheckCommandParams {
  readonly paths: readonly string[];
  /** Also say what exactly was found. */
  readonly values?: boolean;
  /** Also look at what pictures show. */
  readonly content?: boolean;
}

/** Files that are read at the same time: their reading overlaps, the work is done by one thread. */
const atATime = 4;

type Checked = { readonly path: string; readonly look?: FileLook } & (
  { readonly inspection: Inspection } | { readonly unreadable: ErrorCode; readonly sentence: string }
);

/** Says what files give away. Nothing is written and nothing leaves this machine. */
export async function check(context: Context, params: CheckCommandParams): Promise<CommandResult> {
  const { values = false } = params;
  const files = await findFiles(params.paths, context.signal);
  const { codecs } = nodePictureTools();
  let done = 0;
  // What pictures show takes longer by far than reading what stands beside them, and has progress of its own.
  const share = params.content === true ? 0.1 : 1;
  const inspected = await inParallel(files, atATime, async ({ path }): Promise<Checked> => {
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
      context.progress.update("Checking", (share * ++done) / files.length);
    }
  });
  const checked = params.content === true ? await withLooks(context, inspected, share) : inspected;
  const telling = checked.filter((one) => "inspection" in one && tells(one, one.inspection));
  const unreadable = checked.filter((one) => "unreadable" in one);
  return {
    exit: telling.length > 0 ? exitCodes.found : unreadable.length > 0 ? exitCodes.badInput : exitCodes.ok,
    json: {
      files: checked.map((one) =>
        "inspection" in one
          ? { path: one.path, ...inspectionJson(one.inspection, values), ...lookJson(one.look, values) }
          : one,
      ),
    },
    lines: [
      ...checked.toSorted((a, b) => worstOf(a) - worstOf(b)).flatMap((one) => fileLines(one, values)),
      summary({ files: files.length, telling: telling.length, unreadable: unreadable.length }),
    ],
  };
}

async function withLooks(context: Context, checked: readonly Checked[], from: number): Promise<readonly Checked[]> {
  const readable = checked.filter((one) => "inspection" in one);
  const looks = await lookAtFiles(
    readable.map(({ path }) => path),
    {
      signal: context.signal,
      onProgress: (fraction) => context.progress.update("Looking at pictures", from + (1 - from) * fraction),
    },
  );
  return checked.map((one) => {
    const look = looks.get(one.path);
    return look === undefined ? one : { ...one, look };
  });
}

function tells({ look }: Checked, inspection: Inspection): boolean {
  return (
    tellingFindings(inspection).length > 0 || (look !== undefined && "sightings" in look && look.sightings.length > 0)
  );
}

const ranks = { "locates-you": 0, "identifies-you": 1, "shows-more": 2, harmless: 3 } as const;

/** Files with the worst in them come first, those with nothing last. */
function worstOf(one: Checked): number {
  if (!("inspection" in one)) return 4;
  const worst = tellingFindings(one.inspection)[0];
  if (worst !== undefined && worst.severity !== "harmless") return ranks[worst.severity];
  return tells(one, one.inspection) ? ranks.harmless : 5;
}

function fileLines(one: Checked, values: boolean): readonly string[] {
  if (!("inspection" in one)) return [`${printable(one.path)}: not looked at. ${one.sentence}`];
  const { inspection } = one;
  const nothing = tells(one, inspection) ? "" : ": nothing found in what was looked at";
  const head = `${printable(one.path)} (${inspection.format})${nothing}`;
  return [head, ...findingLines(inspection, values), ...lookLines(one.look, values)];
}

function summary(count: { readonly files: number; readonly telling: number; readonly unreadable: number }): string {
  const { files, telling, unreadable } = count;
  const first = `${telling} of ${files} ${files === 1 ? "file gives" : "files give"} something away.`;
  const second = unreadable === 0 ? "" : ` ${unreadable} could not be looked at.`;
  const third = telling === 0 ? "" : " To remove it: whosecopy clean PATH --out DIR";
  return `${first}${second}${third}`;
}
