import type { Client } from "@whosecopy/client";
import { toId16 } from "@whosecopy/protocol";
import type { CommandResult, Context } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { type PassphraseOption, withClient } from "../person-client.ts";
import { printable, printableLines } from "../printable.ts";
import { sentenceFor } from "../sentences.ts";
import { timeText } from "../words.ts";

type ShownMessage = Awaited<ReturnType<Client["inbox"]>>[number];

const copyStates = {
  new: "not opened yet",
  opened: "opened",
  "taken-back": "taken back",
  expired: "expired",
  "used-up": "all opens used",
  closed: "closed",
} as const;

function contentLines(message: ShownMessage): readonly string[] {
  const { content, id } = message;
  switch (content.kind) {
    case "text":
      return printableLines(content.text);
    case "attachment": {
      const what = content.media === "image/jpeg" ? "a picture" : "a text that has to be opened";
      const name = content.name === null ? "" : ` "${printable(content.name)}"`;
      const caption = content.caption === null ? [] : printableLines(content.caption);
      const state = content.copy === null ? "" : ` (${copyStates[content.copy]})`;
      const next = content.copy === "new" || content.copy === "opened" ? [`  whosecopy open ${id} -o FILE`] : [];
      return [`${what}${name}${state}`, ...caption, ...(message.outgoing ? [] : next)];
    }
    case "members": {
      const added = content.added.map((name) => `${printable(name)} came`);
      const removed = content.removed.map((name) => `${printable(name)} left`);
      return [[...added, ...removed].join(", ")];
    }
    case "about":
      return [content.name === null ? "the conversation has no name any more" : `named "${printable(content.name)}"`];
    case "unreadable":
      return [sentenceFor(content.code)];
  }
}

function messageLines(message: ShownMessage): readonly string[] {
  const where = message.conversation?.name ?? null;
  const head = [
    message.id.padEnd(6),
    timeText(message.sentAtMs),
    message.outgoing ? "you" : printable(message.from),
    ...(where === null ? [] : [`in ${printable(where)}`]),
    ...(message.state === "sending" ? ["(on its way)"] : []),
    ...(message.state === "failed" ? [`(not sent: ${sentenceFor(message.error ?? "internal")})`] : []),
  ].join("  ");
  return [head, ...contentLines(message).map((line) => `       ${line}`)];
}

/** A message as JSON: the ids of attachments as text. */
export function messageJson(message: ShownMessage) {
  const { content } = message;
  return content.kind === "attachment"
    ? { ...message, content: { ...content, attachment: toId16(content.attachment) } }
    : message;
}

/** Fetches what waits and lists messages, oldest first. */
export async function inbox(
  context: Context,
  params: PassphraseOption & {
    readonly conversation?: string | undefined;
    readonly limit?: number;
    readonly offline?: boolean;
  },
): Promise<CommandResult> {
  return withClient(context, params, async (client) => {
    if (params.offline !== true) await client.sync({ signal: context.signal });
    const messages = await client.inbox({
      limit: params.limit ?? 50,
      ...(params.conversation === undefined ? {} : { conversation: params.conversation }),
    });
    return {
      exit: exitCodes.ok,
      json: { messages: messages.map(messageJson) },
      lines: messages.length === 0 ? ["Nothing yet."] : messages.flatMap(messageLines),
    };
  });
}
