import type { ExitCode } from "./exit-codes.ts";
import type { Progress } from "./progress.ts";

/** What surrounds a command; passed in, so that commands are plain functions. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly progress: Progress;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** A line for the person that is not the result: on standard error, nothing with --quiet. */
  readonly note: (line: string) => void;
  /** A line that must not be missed: on standard error, also with --quiet and --json. */
  readonly warn: (line: string) => void;
  readonly now: () => number;
}

/** What a command ends with: the same result for people and for programs. */
export interface CommandResult {
  readonly exit: ExitCode;
  /** For `--json`: one document on standard output. */
  readonly json: unknown;
  /** For people, on standard output. */
  readonly lines: readonly string[];
  /** Bytes for standard output instead of lines (`open -o -`). */
  readonly bytes?: Uint8Array;
}
