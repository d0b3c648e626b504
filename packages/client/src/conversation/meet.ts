import { equalBytes } from "@whosecopy/protocol";
import { newPerson, personRecords } from "../account/contacts.ts";
import { accountOf } from "../account/directory.ts";
import { requireSelf } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import type { UnitOfWork } from "../store/unit-of-work.ts";

/** Gives names to people who turn up in a conversation; the handle is the server's word until safety numbers are compared. */
export async function meet(context: ClientContext, unit: UnitOfWork, members: readonly Uint8Array[]): Promise<void> {
  const self = await requireSelf(unit);
  for (const acct of members) {
    if (equalBytes(acct, self.acct) || (await personRecords.get(unit, acct)) !== undefined) continue;
    const { handle } = await accountOf(context, acct);
    unit.write(personRecords.put(await newPerson(context, unit, { acct, handle, how: "met" })));
  }
}
