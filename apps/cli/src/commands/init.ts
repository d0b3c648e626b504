import type { Client } from "@whosecopy/client";
import type { CommandResult, Context } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { type PassphraseOption, withClient } from "../person-client.ts";
import { toId32 } from "@whosecopy/protocol";

/** Makes an account on a server, with this machine as its first device. */
export async function init(
  context: Context,
  params: PassphraseOption & { readonly server: string; readonly handle: string },
): Promise<CommandResult> {
  const make = async (client: Client): Promise<CommandResult> => {
    const account = await client.createAccount({
      server: params.server.replace(/\/+$/, ""),
      handle: params.handle,
      onRecoveryKey: (key) => {
        // At once, and not only with the result: from here on the store forgets it.
        context.warn(`Recovery key (write it down now, it is kept nowhere): ${key}`);
      },
      signal: context.signal,
    });
    const { recoveryKey } = account;
    return {
      exit: exitCodes.ok,
      json: { handle: account.handle, server: account.origin, account: toId32(account.acct), recoveryKey },
      lines: [
        `You are ${account.handle} on ${account.origin}.`,
        "",
        "Recovery key (kept nowhere; write it down):",
        `  ${recoveryKey}`,
        "",
        "Next: whosecopy contact invite",
      ],
    };
  };
  return withClient(context, params, make, false);
}
