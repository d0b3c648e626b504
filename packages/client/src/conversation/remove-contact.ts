import { equalBytes, toId16, toId32 } from "@whosecopy/protocol";
import { personRecords, requirePeople } from "../account/contacts.ts";
import { forgottenRecords } from "../account/forgotten.ts";
import type { ClientContext } from "../context.ts";
import type { StoreReader } from "../store/client-store.ts";
import { unitOfWork } from "../store/unit-of-work.ts";
import { intentRecords } from "./intents.ts";
import { keptCopies } from "./kept-copies.ts";
import { messageRecords } from "./messages.ts";

/**
 * Removes somebody from the contacts, with the conversation with them alone: its messages and the opened copies that were kept are
 * erased from this device, and what was not yet on its way to them is not sent. What stays: messages in groups; what was sent to
 * them as copies, in `listSent`, so that it can still be taken back and traced, under the name they had. Nobody is told, and nobody is
 * blocked: when they write again, or are added again, they are back, with an empty conversation.
 *
 * @throws WhosecopyError "contact-unknown"
 */
export async function removeContact(context: ClientContext, name: string): Promise<void> {
  await context.lock.run(async () => {
    const unit = unitOfWork(context.store);
    const [person] = await requirePeople(unit, [name]);
    if (person === undefined) return;
    const { acct, direct } = person;
    const unsent = new Set<number>();
    for (const intent of await intentRecords.list(unit)) {
      if (intent.kind !== "content") continue;
      const { target } = intent;
      const isTheirs =
        target.kind === "person" ? equalBytes(target.acct, acct) : direct !== null && equalBytes(target.id, direct);
      if (!isTheirs) continue;
      unsent.add(intent.message);
      unit.write(intentRecords.remove(intent));
    }
    for (const message of await messageRecords.list(unit)) {
      const isHere = direct !== null && message.conversation !== null && equalBytes(message.conversation, direct);
      if (!isHere && !unsent.has(message.number)) continue;
      unit.write(...messageRecords.remove(message));
      const { content } = message;
      if (content.kind === "attachment" && content.copy !== null) unit.write(keptCopies.remove(content.copy.copyId));
    }
    unit.write(personRecords.remove(acct), forgottenRecords.put({ acct, name: person.name, direct }));
    await unit.commit();
  });
}

/** Ids of the conversations with people who were removed and have not come back. */
export async function hiddenConversations(reader: StoreReader): Promise<ReadonlySet<string>> {
  const removed = await forgottenRecords.list(reader);
  if (removed.length === 0) return new Set();
  const known = new Set((await personRecords.list(reader)).map(({ acct }) => toId32(acct)));
  return new Set(
    removed.flatMap(({ acct, direct }) => (direct === null || known.has(toId32(acct)) ? [] : [toId16(direct)])),
  );
}
