import { describeReconciliation, readSettings, reconcile as reconcileData } from "@whosecopy/server";
import type { CommandResult, Context } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

/** Brings a restored database up to the release journal, so that shares may be released again. */
export async function reconcile(context: Context, params: { readonly data?: string }): Promise<CommandResult> {
  const settings = readSettings(params.data === undefined ? [] : ["--data", params.data], context.env);
  if (settings === null) return { exit: exitCodes.badInput, json: {}, lines: [] };
  const { dataDir, databaseUrl } = settings;
  const result = await reconcileData({ dataDir, databaseUrl, onProgress: context.note });
  return { exit: exitCodes.ok, json: result, lines: describeReconciliation(result) };
}
