import { type Ended, jsonOf } from "./processes.ts";

/**
 * How a command with --json was refused: its exit code and the error's code. Throws unless it was refused as every command has to:
 * with one document that a program can act on and a sentence that a person can, and nothing else.
 */
export function refusalOf(ended: Ended): readonly [exit: number | null, code: unknown] {
  const { error } = jsonOf(ended) as { readonly error?: Readonly<Record<string, unknown>> };
  const { code, exit, message, retryable } = error ?? {};
  const isSentence =
    typeof message === "string" && /^["A-Z].{10,}/.test(message) && !/Error|undefined|\n|\bat \//.test(message);
  if (!isSentence || exit !== ended.exit || typeof retryable !== "boolean" || ended.complaint !== "") {
    throw new Error(`not refused in the way of all commands: ${ended.text}\n${ended.complaint}`);
  }
  return [ended.exit, code];
}
