import { readSettings, serve as serveUntilStopped, settingsHelp } from "@whosecopy/server";
import type { CommandResult, Context } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";

/** Runs a server until it is told to stop. Flags and environment are the server's own; `started` is told where it answers. */
export async function serve(
  context: Context,
  params: { readonly args: readonly string[]; readonly started: (origin: string) => void },
): Promise<CommandResult> {
  const settings = readSettings(params.args, context.env);
  if (settings === null) return { exit: exitCodes.ok, json: { help: settingsHelp }, lines: [settingsHelp.trimEnd()] };
  const ended = await serveUntilStopped(settings, context.note, (server) => params.started(server.origin));
  const exit: ExitCode = ended === 0 ? exitCodes.ok : exitCodes.failure;
  return { exit, json: { stopped: true }, lines: [] };
}
