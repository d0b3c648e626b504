import type { CommandResult, Context } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { toId32 } from "@whosecopy/protocol";
import { type PassphraseOption, withClient } from "../person-client.ts";
import { printable } from "../printable.ts";
import { knownTimeText, times } from "../words.ts";

/** Takes back everybody's copy of something sent, or some people's. */
export async function takeBack(
  context: Context,
  params: PassphraseOption & { readonly id: string; readonly from?: readonly string[] },
): Promise<CommandResult> {
  return withClient(context, params, async (client) => {
    const { copies } = await client.takeBack({
      id: params.id,
      ...(params.from === undefined || params.from.length === 0 ? {} : { from: params.from }),
      signal: context.signal,
    });
    const contacts = await client.contacts();
    const named = copies.map((copy) => {
      const account = toId32(copy.acct);
      const name = contacts.find((each) => toId32(each.acct) === account)?.name ?? account.slice(0, 8);
      return { name, opens: copy.releases, lastOpenAtMs: copy.lastReleaseAtMs };
    });
    return {
      exit: exitCodes.ok,
      json: { id: params.id, copies: named },
      lines: [
        "Taken back. Whoever has not opened it never will.",
        ...named.map(({ name, opens, lastOpenAtMs }) =>
          opens === 0 || lastOpenAtMs === null
            ? `  ${printable(name)} had not opened it.`
            : `  ${printable(name)} had opened it ${times(opens)}, the last time on ${knownTimeText(lastOpenAtMs)}, and may have kept what was seen.`,
        ),
      ],
    };
  });
}
