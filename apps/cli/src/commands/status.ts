import type { Client } from "@whosecopy/client";
import type { CommandResult, Context } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { type PassphraseOption, withClient } from "../person-client.ts";
import { printable } from "../printable.ts";
import { knownTimeText, times, timeText } from "../words.ts";

type CopyView = Awaited<ReturnType<Client["status"]>>[number];

const states = {
  sent: "sent, not opened",
  released: "opened",
  confirmed: "opened",
  "taken-back": "taken back",
  expired: "expired",
  "used-up": "all opens used",
  closed: "closed",
} as const;

function copyLines(copy: CopyView): readonly string[] {
  const allowed = copy.policy.opensAllowed;
  const count = `opened ${times(copy.opensUsed)}${allowed === null ? "" : ` of ${allowed}`}`;
  const opens = copy.opens.map((open) => {
    const when = open.atMs === null ? "" : ` on ${knownTimeText(open.atMs)}`;
    const proof = open.provenBy === "device" ? "signed by their device" : "the server says so";
    return `    open ${open.n}${when} (${proof})`;
  });
  const unproven = copy.unproven === 0 ? [] : [`    ${copy.unproven} more claimed by the server without proof`];
  return [`  ${printable(copy.to).padEnd(16)} ${states[copy.state]}; ${count}`, ...opens, ...unproven];
}

/** Who has a copy, and who opened it when; without an id, everything that was sent. */
export async function status(
  context: Context,
  params: PassphraseOption & { readonly id?: string | undefined },
): Promise<CommandResult> {
  const { id } = params;
  return withClient(context, params, async (client) => {
    if (id === undefined) {
      const sent = await client.listSent();
      const lines = sent.map(({ id: own, name, to, createdAtMs }) => {
        const people = to.map((each) => printable(each.name)).join(", ");
        return `${own.padEnd(6)} ${timeText(createdAtMs)}  ${printable(name ?? "text")}  to ${people}`;
      });
      return { exit: exitCodes.ok, json: { sent }, lines: lines.length === 0 ? ["Nothing sent yet."] : lines };
    }
    await client.sync({ signal: context.signal });
    const copies = await client.status({ id, signal: context.signal });
    return { exit: exitCodes.ok, json: { id, copies }, lines: copies.flatMap(copyLines) };
  });
}
