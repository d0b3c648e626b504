import { toId32 } from "@whosecopy/protocol";
import type { CommandResult, Context } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { homeFolder } from "../home.ts";
import { type PassphraseOption, withClient } from "../person-client.ts";

/** Says whose store this is. */
export async function whoami(context: Context, params: PassphraseOption): Promise<CommandResult> {
  return withClient(context, params, async (client) => {
    const self = await client.whoami();
    const home = homeFolder(context.env);
    return {
      exit: exitCodes.ok,
      json: {
        handle: self.handle,
        server: self.origin,
        account: toId32(self.acct),
        device: toId32(self.device),
        createdAtMs: self.createdAtMs,
        home,
      },
      lines: [`${self.handle} on ${self.origin}`, `account ${toId32(self.acct)}`, `store   ${home}`],
    };
  });
}
