import { CommanderError } from "commander";
import { exitCodes } from "./exit-codes.ts";
import { buildProgram } from "./program.ts";
import { runCommand } from "./run.ts";

const interrupted = new AbortController();
// The first Ctrl-C stops what is under way and leaves nothing half done; the second one stops at once.
process.once("SIGINT", () => {
  interrupted.abort();
  process.once("SIGINT", () => process.exit(exitCodes.interrupted));
});
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader that went away, as `| head` does, is no failure.
  if (error.code === "EPIPE") process.exit(exitCodes.ok);
  throw error;
});

const program = buildProgram(
  async (command, options) => {
    process.exitCode = await runCommand(command, options, {
      env: process.env,
      out: process.stdout,
      err: process.stderr,
      signal: interrupted.signal,
    });
  },
  (line) => process.stdout.write(`${line}\n`),
);
for (const command of [program, ...program.commands, ...program.commands.flatMap((each) => each.commands)]) {
  command.exitOverride();
}
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help and version were asked for; everything else is wrong usage, and commander has said what is wrong.
  process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.badInput;
}
