import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { buildProgram } from "../apps/cli/src/program.ts";
import { whosecopy } from "./processes.ts";

type Command = ReturnType<typeof buildProgram>;

/** Every command with the words that it is called by, those that only hold others left out. */
function commandsOf(parent: Command, path: readonly string[] = []): readonly (readonly [string, Command])[] {
  return parent.commands.flatMap((command): readonly (readonly [string, Command])[] => {
    const own = [...path, command.name()];
    return command.commands.length > 0 ? commandsOf(command, own) : [[own.join(" "), command]];
  });
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (piece) => (text += piece) });
  command.outputHelp();
  return text;
}

const program = buildProgram(
  () => Promise.resolve(),
  () => undefined,
);
// Its help is the server's own, and tested where a server is.
const all = commandsOf(program).filter(([path]) => path !== "serve");

describe("whosecopy --help", () => {
  it("has all commands of the story", () => {
    const paths = all.map(([path]) => path);
    const story = ["init", "whoami", "send", "inbox", "open", "take-back", "status", "trace", "mark", "demo"];
    const people = ["contact invite", "contact add", "contact list", "contact verify"];
    expect(paths).toEqual(expect.arrayContaining([...story, ...people]));
  });

  it.each(all)("of %s says what it does and gives an example that names it", (path, command) => {
    const help = helpOf(command);
    expect(help).toMatch(/^Usage: whosecopy .+\n\n[A-Z][^.]+\.\n\nOptions:\n/);
    expect(help).toContain(`\nExamples:\n  $ whosecopy ${path}`);
    for (const flag of ["--json", "--quiet", "--passphrase-file <file>"]) expect(help).toContain(flag);
  });

  it("gives the exit codes, and misspelt commands the one that was meant", async () => {
    const home = { home: tmpdir() };
    const [help, misspelt, nothing] = await Promise.all([
      whosecopy(["--help"], home),
      whosecopy(["sned", "--to", "ben"], home),
      whosecopy(["send", "--to"], home),
    ]);
    expect(help.exit).toBe(0);
    expect(help.text).toMatch(/Exit codes:\n {2}0 +done.*\n(?: {2}\d+ +.+\n)+ {2}130 +interrupted/);
    expect(help.text).toContain("WHOSECOPY_HOME");
    expect([misspelt.exit, misspelt.text]).toEqual([2, ""]);
    expect(misspelt.complaint).toContain("Did you mean send?");
    expect([nothing.exit, nothing.text]).toEqual([2, ""]);
  });
});
