import { createInterface } from "node:readline/promises";
import { WhosecopyError } from "@whosecopy/protocol";
import type { CommandResult, Context } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { type PassphraseOption, withClient } from "../person-client.ts";
import { printable, printableLines } from "../printable.ts";
import { policyLines } from "../words.ts";
import { writeWhole } from "../write-whole.ts";

export interface OpenCommandParams extends PassphraseOption {
  readonly id: string;
  /** Where the opened copy goes; "-" for standard output. */
  readonly output?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

async function asksFirst(context: Context): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asking.question("Open it? [y/N] ", { signal: context.signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}

/**
 * Opens a copy. What will be reported, and that the copy is marked, is said before: on a terminal the person is asked,
 * elsewhere the lines go to standard error and into the JSON.
 */
export async function open(context: Context, params: OpenCommandParams): Promise<CommandResult> {
  return withClient(context, params, async (client) => {
    await client.sync({ signal: context.signal });
    const preview = await client.previewCopy({ message: params.id, signal: context.signal });
    const from = printable(preview.from);
    const told = policyLines(preview.policy, from);
    // Also with --quiet and --json: nobody opens a marked copy, or is reported, without having been told before.
    context.warn(`From ${from}:`);
    for (const line of told) context.warn(`  ${line}`);
    if (preview.media === "image/jpeg" && params.output === undefined) {
      throw new WhosecopyError("bad-input", "say where the picture goes: whosecopy open ID -o FILE");
    }
    const canAsk = process.stdin.isTTY && process.stderr.isTTY && params.yes !== true && params.json !== true;
    if (canAsk && !(await asksFirst(context))) throw new WhosecopyError("cancelled", "not opened");

    const output = params.output;
    const opened = await client.openCopy({
      message: params.id,
      // Written before the open is over: after a crash in between, the same open is fetched again and not counted twice.
      deliver: async (copy) => {
        if (output !== undefined && output !== "-") await writeWhole(output, copy.bytes, 0o600);
      },
      onProgress: (done) => context.progress.update("Opening", done),
      signal: context.signal,
    });
    const left = opened.opensLeft;
    const json = {
      message: params.id,
      from: preview.from,
      mediaType: opened.mediaType,
      file: output ?? null,
      openNumber: opened.openNumber,
      opensLeft: left,
      told,
      ...(opened.mediaType === "text/plain" && output === undefined
        ? { text: new TextDecoder().decode(opened.bytes) }
        : {}),
    };
    const lines = [
      ...(output === undefined ? printableLines(new TextDecoder().decode(opened.bytes)) : [`Opened: ${output}`]),
      ...(left === null
        ? []
        : [
            left === 0
              ? "That was the last open."
              : left === 1
                ? "It can be opened once more."
                : `It can be opened ${left} more times.`,
          ]),
    ];
    return { exit: exitCodes.ok, json, lines, ...(output === "-" ? { bytes: opened.bytes } : {}) };
  });
}
