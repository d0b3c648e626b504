import type { Client } from "@whosecopy/client";
import { toId32 } from "@whosecopy/protocol";
import type { CommandResult, Context } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { type PassphraseOption, withClient } from "../person-client.ts";

type ShownContact = Awaited<ReturnType<Client["contacts"]>>[number];

function contactJson(contact: ShownContact) {
  return {
    name: contact.name,
    account: toId32(contact.acct),
    how: contact.how,
    verified: contact.verifiedAtMs !== null,
    keysChangedAtMs: contact.keysChangedAtMs,
  };
}

function contactLine(contact: ShownContact): string {
  const checked = contact.verifiedAtMs === null ? "not compared yet" : "safety number compared";
  const changed =
    contact.keysChangedAtMs !== null && contact.keysChangedAtMs > (contact.verifiedAtMs ?? 0)
      ? "; their devices changed, compare again"
      : "";
  return `${contact.name.padEnd(20)} ${checked}${changed}`;
}

/** Prints the invite that others add this person by. */
export async function contactInvite(context: Context, params: PassphraseOption): Promise<CommandResult> {
  return withClient(context, params, async (client) => {
    const { link, code } = await client.makeInvite();
    return { exit: exitCodes.ok, json: { link, code }, lines: [link] };
  });
}

/** Adds a person from their invite. */
export async function contactAdd(
  context: Context,
  params: PassphraseOption & { readonly invite: string },
): Promise<CommandResult> {
  return withClient(context, params, async (client) => {
    const contact = await client.addContact(params.invite);
    return {
      exit: exitCodes.ok,
      json: contactJson(contact),
      lines: [
        `${contact.name} is in your contacts.`,
        `To be sure that it is them: whosecopy contact verify ${contact.name}`,
      ],
    };
  });
}

/** Lists everybody this person can write to. */
export async function contactList(context: Context, params: PassphraseOption): Promise<CommandResult> {
  return withClient(context, params, async (client) => {
    const all = await client.contacts();
    const lines =
      all.length === 0 ? ["Nobody yet. Ask for an invite, then: whosecopy contact add INVITE"] : all.map(contactLine);
    return { exit: exitCodes.ok, json: { contacts: all.map(contactJson) }, lines };
  });
}

/** Shows a safety number; with `same`, notes that it was compared in person. */
export async function contactVerify(
  context: Context,
  params: PassphraseOption & { readonly name: string; readonly same?: boolean },
): Promise<CommandResult> {
  return withClient(context, params, async (client) => {
    const digits = await client.safetyNumber(params.name);
    if (params.same === true) await client.markVerified(params.name);
    const groups = digits.split(" ");
    const rows = [0, 4, 8].map((start) => `  ${groups.slice(start, start + 4).join(" ")}`);
    const next =
      params.same === true
        ? [`Noted: you compared it with ${params.name}.`]
        : [
            `Compare these digits with ${params.name}, face to face or by voice. If they are the same:`,
            `  whosecopy contact verify ${params.name} --same`,
          ];
    return {
      exit: exitCodes.ok,
      json: { name: params.name, safetyNumber: digits, verified: params.same === true },
      lines: [...rows, "", ...next],
    };
  });
}
