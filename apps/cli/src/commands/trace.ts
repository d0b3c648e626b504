import { readFile } from "node:fs/promises";
import { type TraceView, traceWithRecord } from "@whosecopy/client";
import { nodePictureTools } from "@whosecopy/client/node";
import type { CommandResult, Context } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { type PassphraseOption, readPassphrase, withClient } from "../person-client.ts";
import { traceJson, traceLines } from "../trace-words.ts";
import { saveCounted } from "../save-counted.ts";

export interface TraceCommandParams extends PassphraseOption {
  readonly leak: string;
  /** The record of `mark`; without it everything that this person sent is searched. */
  readonly record?: string;
  /** One thing sent, by its id. */
  readonly sent?: string;
}

const stageWords = { register: "Looking for the picture", measure: "Reading the mark", score: "Comparing" } as const;

async function search(context: Context, params: TraceCommandParams): Promise<TraceView> {
  const leak = new Uint8Array(await readFile(params.leak));
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
      onTrace: onStage,
      signal: context.signal,
    });
  }
  return withClient(context, params, async (client) => {
    if ((await client.listSent()).length === 0) {
      context.note("Nothing was ever sent from this store. For copies made by `whosecopy mark`, give --record.");
    }
    const only = sent === undefined ? {} : { id: sent };
    return client.trace({ leak, onProgress: onStage, signal: context.signal, ...only });
  });
}

/** Finds whose copy a leaked picture is. Nothing about anyone who is not named is shown or stored. */
export async function trace(context: Context, params: TraceCommandParams): Promise<CommandResult> {
  const view = await search(context, params);
  return {
    exit: view.verdict === "attributed" ? exitCodes.ok : exitCodes.answerIsNo,
    json: traceJson(view),
    lines: traceLines(view),
  };
}
