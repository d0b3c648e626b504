import { WhosecopyError } from "@whosecopy/protocol";
import type { CommandResult, Context } from "./command.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { printable } from "./printable.ts";
import { drawProgress, silentProgress } from "./progress.ts";
import { KeptError } from "./kept-error.ts";
import { sentenceFor, sentenceForKept } from "./sentences.ts";

/** Switches that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** The process around a command: where it reads its surroundings and writes its result. */
export interface Streams {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: { readonly write: (data: string | Uint8Array) => unknown };
  readonly err: {
    readonly write: (text: string) => unknown;
    readonly isTTY?: boolean | undefined;
    readonly columns?: number;
  };
  readonly signal: AbortSignal;
}

/** Characters of an error's own words that are shown. */
const mostDetail = 400;

/** Errors of the file system that a person can do something about, by Node's code. */
const systemErrors: Record<string, string> = {
  ENOENT: "There is no such file or folder",
  EACCES: "You may not read or write there",
  EPERM: "You may not read or write there",
  EISDIR: "That is a folder, not a file",
  ENOTDIR: "A part of that path is a file, not a folder",
  EEXIST: "That exists already",
  EROFS: "That disk can't be written to",
};

function asOwnError(error: unknown): { readonly error: WhosecopyError; readonly detail: string } {
  if (error instanceof WhosecopyError) {
    // Only our own words: what a server says of itself is not shown.
    const own = error.code === "bad-input" && !error.message.startsWith("server:");
    return { error, detail: own ? error.message : "" };
  }
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    const path = "path" in error && typeof error.path === "string" ? `: ${error.path}` : "";
    if (error.code === "ENOSPC" || error.code === "EDQUOT") {
      return { error: new WhosecopyError("storage-full", "no room on the disk", { cause: error }), detail: "" };
    }
    const known = systemErrors[error.code];
    if (known !== undefined) {
      return { error: new WhosecopyError("bad-input", known, { cause: error }), detail: `${known}${path}` };
    }
  }
  if (error instanceof Error && error.name === "AbortError") {
    return { error: new WhosecopyError("cancelled", "stopped", { cause: error }), detail: "" };
  }
  if (error instanceof RangeError && /allocation failed|Invalid (typed )?array length/i.test(error.message)) {
    return { error: new WhosecopyError("out-of-memory", "not enough memory", { cause: error }), detail: "" };
  }
  return { error: new WhosecopyError("internal", "unexpected", { cause: error }), detail: String(error) };
}

/**
 * Runs a command and writes its result: data on standard output, everything else on standard error. Never throws.
 *
 * @returns the exit code
 */
export async function runCommand(
  command: (context: Context) => Promise<CommandResult>,
  options: CommonOptions,
  streams: Streams,
): Promise<number> {
  const { out, err } = streams;
  const quiet = options.quiet === true || options.json === true;
  const progress = quiet ? silentProgress : drawProgress(err, Date.now);
  const context: Context = {
    env: streams.env,
    signal: streams.signal,
    progress,
    note: (line) => {
      progress.done();
      if (!quiet) err.write(`${line}\n`);
    },
    warn: (line) => {
      progress.done();
      err.write(`${line}\n`);
    },
    now: Date.now,
  };
  try {
    const result = await command(context);
    progress.done();
    if (result.bytes !== undefined) out.write(result.bytes);
    else if (options.json === true) out.write(`${JSON.stringify(result.json)}\n`);
    else for (const line of result.lines) out.write(`${line}\n`);
    return result.exit;
  } catch (caught) {
    progress.done();
    const { error, detail: raw } = asOwnError(caught);
    const detail = printable(raw).slice(0, mostDetail);
    const exit = exitCodeOf(error.code);
    const kept = error instanceof KeptError ? error.kept : null;
    const sentence =
      kept !== null
        ? sentenceForKept(error.code, kept)
        : detail !== "" && error.code === "bad-input"
          ? detail.charAt(0).toUpperCase() + detail.slice(1)
          : sentenceFor(error.code);
    if (options.json === true) {
      const about = kept === null ? {} : { kept };
      const body = { code: error.code, exit, message: sentence, retryable: error.retryable, ...about };
      out.write(`${JSON.stringify({ error: body })}\n`);
    } else {
      err.write(`whosecopy: ${sentence} [${error.code}]\n`);
      if (error.code === "internal") err.write(`${detail}\n`);
    }
    return exit === exitCodes.interrupted && !streams.signal.aborted ? exitCodes.failure : exit;
  }
}
