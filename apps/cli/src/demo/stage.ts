import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { CommandResult, Context } from "../command.ts";

/** A folder that is not there yet: the name, or the name with a number. */
export async function newFolder(base: string): Promise<string> {
  let folder = base;
  for (let n = 2; existsSync(folder); n++) folder = `${base}-${n}`;
  await mkdir(folder, { recursive: true });
  return folder;
}

/** A path as a person would type it from where they are. */
export function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}

/** Plays commands as one of several people, each with a store of their own, and tells the audience. */
export interface Stage {
  readonly tell: (line: string) => void;
  /** Runs a command as somebody, showing what they would type. Refusals come back as they are. */
  readonly play: (
    name: string,
    typed: string,
    command: (context: Context) => Promise<CommandResult>,
  ) => Promise<CommandResult>;
}

/** Sets the stage in a folder: one home per person below it. */
export function setStage(context: Context, folder: string, tell: (line: string) => void): Stage {
  const contextOf = (name: string): Context => ({
    ...context,
    env: { ...context.env, WHOSECOPY_HOME: join(folder, name) },
    note: () => undefined,
    warn: () => undefined,
  });
  return {
    tell,
    play: async (name, typed, command) => {
      tell(`  ${name}$ whosecopy ${typed}`);
      return command(contextOf(name));
    },
  };
}
