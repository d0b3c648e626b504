import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { type TraceView, traceReport, traceWithRecord } from "@whosecopy/client";
import { nodePictureTools } from "@whosecopy/client/node";
import { sha256 } from "@whosecopy/crypto";
import { toHex, WhosecopyError } from "@whosecopy/protocol";
import type { CommandResult, Context } from "../command.ts";
import { parsePlacement } from "../corners.ts";
import { exitCodes } from "../exit-codes.ts";
import { parseMoment } from "../moment.ts";
import { type PassphraseOption, readPassphrase, withClient } from "../person-client.ts";
import { type ReportFiles, reportFiles, writeReport } from "../report-files.ts";
import { saveCounted } from "../save-counted.ts";
import { reportWords } from "../trace-report-words.ts";
import { traceJson, traceLines } from "../trace-words.ts";

export interface TraceCommandParams extends PassphraseOption {
  readonly leak: string;
  /** The record of `mark`; without it everything that this person sent is searched. */
  readonly record?: string;
  /** One thing sent, by its id. */
  readonly sent?: string;
  /** Where the picture's corners lie in the leak, set by hand. */
  readonly corners?: string;
  /** The same points in what was sent, when they are not its corners. */
  readonly region?: string;
  /** When the leak was first seen; now when left out. */
  readonly firstSeen?: string;
  /** A folder or an .html file. */
  readonly report?: string;
  readonly force?: boolean;
}

const stageWords = { register: "Looking for the picture", measure: "Reading the mark", score: "Comparing" } as const;

/** What was asked for, read before anything is done: a wrong word should cost neither a file nor a search. */
function readAsked(context: Context, { corners, region, firstSeen }: TraceCommandParams) {
  return {
    placement: parsePlacement(corners, region),
    firstSeen: firstSeen === undefined ? undefined : parseMoment(firstSeen, context.now()),
  };
}

async function search(
  context: Context,
  params: TraceCommandParams,
  { leak, placement, firstSeen }: ReturnType<typeof readAsked> & { readonly leak: Uint8Array },
): Promise<TraceView> {
  const { record, sent } = params;
  const onStage = ({ stage, done }: { readonly stage: keyof typeof stageWords; readonly done: number }) =>
    context.progress.update(stageWords[stage], done);
  if (record !== undefined) {
    const passphrase = await readPassphrase(params.passphraseFile);
    const before = new Uint8Array(await readFile(record));
    return traceWithRecord(nodePictureTools(), {
      leak,
      record: before,
      saveRecord: (after) => saveCounted({ path: record, before, after }),
      ...(passphrase === undefined ? {} : { passphrase }),
      placement,
      onTrace: onStage,
      signal: context.signal,
    });
  }
  if (placement !== undefined && sent === undefined) {
    throw new WhosecopyError("bad-input", "say which picture the corners are of: --sent ID, or --record FILE");
  }
  return withClient(context, params, async (client) => {
    if ((await client.listSent()).length === 0) {
      context.note("Nothing was ever sent from this store. For copies made by `whosecopy mark`, give --record.");
    }
    const only = sent === undefined ? {} : { id: sent };
    return client.trace({ leak, placement, firstSeen, onProgress: onStage, signal: context.signal, ...only });
  });
}

/** Draws the report and writes it, when there is something to draw. */
async function report(
  context: Context,
  params: {
    readonly trace: TraceCommandParams;
    readonly leak: Uint8Array;
    readonly view: TraceView;
    readonly files: ReportFiles;
  },
): Promise<ReportFiles | null> {
  const { trace: asked, leak, view, files } = params;
  if (view.verdict === "not-this-picture") return null;
  const words = reportWords({
    found: view,
    leak: { file: basename(asked.leak), sha256: toHex(sha256(leak)) },
    firstSeen: asked.firstSeen,
    tracedAtMs: context.now(),
  });
  await writeReport(files, await traceReport(nodePictureTools(), { leak, found: view, words, signal: context.signal }));
  return files;
}

/** Finds whose copy a leaked picture is. Nothing about anyone who is not named is shown or stored. */
export async function trace(context: Context, params: TraceCommandParams): Promise<CommandResult> {
  const leak = new Uint8Array(await readFile(params.leak));
  const asked = readAsked(context, params);
  const files = params.report === undefined ? null : await reportFiles(params.report, params.force === true);
  const view = await search(context, params, { leak, ...asked });
  const written = files === null ? null : await report(context, { trace: params, leak, view, files });
  return {
    exit: view.verdict === "attributed" ? exitCodes.ok : exitCodes.answerIsNo,
    json: { ...traceJson(view), ...(files === null ? {} : { report: written }) },
    lines: [
      ...traceLines(view),
      ...(written === null ? [] : [`Report: ${written.page} and ${written.picture}`]),
      ...(files !== null && written === null ? ["There is nothing to draw, so no report was written."] : []),
    ],
  };
}
