import type { Client } from "@whosecopy/client";
import type { CommandResult, Context } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { type PassphraseOption, withClient } from "../person-client.ts";
import { printable } from "../printable.ts";

type ShownConversation = Awaited<ReturnType<Client["conversations"]>>[number];

function line(conversation: ShownConversation): string {
  return `${conversation.id}  ${printable(conversation.name ?? "").padEnd(16)} ${conversation.members.map(printable).join(", ")}`;
}

/** Makes a group. */
export async function conversationCreate(
  context: Context,
  params: PassphraseOption & { readonly with: readonly string[]; readonly name?: string },
): Promise<CommandResult> {
  return withClient(context, params, async (client) => {
    const made = await client.createConversation({
      contacts: params.with,
      ...(params.name === undefined ? {} : { name: params.name }),
      signal: context.signal,
    });
    return { exit: exitCodes.ok, json: made, lines: [line(made)] };
  });
}

/** Lists the conversations that this person is in. */
export async function conversationList(context: Context, params: PassphraseOption): Promise<CommandResult> {
  return withClient(context, params, async (client) => {
    await client.sync({ signal: context.signal });
    const all = await client.conversations();
    return {
      exit: exitCodes.ok,
      json: { conversations: all },
      lines: all.length === 0 ? ["No conversations yet."] : all.map(line),
    };
  });
}

/** Adds people to a group or removes them from it. */
export async function conversationChange(
  context: Context,
  params: PassphraseOption & {
    readonly change: "add" | "remove";
    readonly conversation: string;
    readonly people: readonly string[];
  },
): Promise<CommandResult> {
  return withClient(context, params, async (client) => {
    await client.sync({ signal: context.signal });
    const request = { conversation: params.conversation, contacts: params.people, signal: context.signal };
    const changed = params.change === "add" ? await client.addMembers(request) : await client.removeMembers(request);
    return { exit: exitCodes.ok, json: changed, lines: [line(changed)] };
  });
}
