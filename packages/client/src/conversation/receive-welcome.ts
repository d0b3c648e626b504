import { equalBytes, jsonBytes, type MailItem, WhosecopyError } from "@whosecopy/protocol";
import { keyPackageRecords } from "../account/key-packages.ts";
import { readLeafIdentity } from "../account/leaf-credential.ts";
import { requireSelf } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import type { UnitOfWork } from "../store/unit-of-work.ts";
import { tendDirect } from "./create.ts";
import { meet } from "./meet.ts";
import { addMessage, messageRecords } from "./messages.ts";
import { type Conversation, conversationRecords, groupStateRecords, memberDevices } from "./records.ts";

type WelcomeItem = Extract<MailItem, { kind: "welcome" }>;

/** Joins a conversation; the key package that was used is erased in the same transaction. */
export async function receiveWelcome(
  context: ClientContext,
  unit: UnitOfWork,
  item: WelcomeItem,
): Promise<readonly string[]> {
  const self = await requireSelf(unit);
  if (!equalBytes(jsonBytes(item.device), self.device)) return [];
  const id = jsonBytes(item.conversation);
  const known = await conversationRecords.get(unit, id);
  const used = await keyPackageRecords.get(unit, jsonBytes(item.keyPackageRef));
  if (used === undefined) throw new WhosecopyError("group-refused", "a welcome for a key package that is not here");
  const joined = await context.groups.join({
    welcome: jsonBytes(item.bytes),
    keyPackage: used.keyPackage,
    secret: used.secret,
    isSpent: async ({ ref, lastResort }) =>
      (known !== undefined && known.state !== "left") || (!lastResort && (await keyPackageRecords.isSpent(unit, ref))),
  });
  if (!equalBytes(joined.groupId, id)) {
    throw new WhosecopyError("group-refused", "the welcome is for another conversation than the server says");
  }
  const by = readLeafIdentity(joined.by.identity);
  const members = memberDevices(context, joined.state).map(({ acct }) => acct);
  const conversation: Conversation = {
    id,
    name: null,
    createdAtMs: item.at,
    createdBy: by.acct,
    state: "active",
    epoch: joined.epoch,
  };
  unit.write(
    conversationRecords.put(conversation),
    groupStateRecords.put(id, joined.state),
    ...keyPackageRecords.spend(used),
  );
  await meet(context, unit, members);
  await tendDirect(unit, { conversation, members, self: self.acct });
  const message = await addMessage(unit, {
    conversation: id,
    from: by.acct,
    fromDevice: by.device,
    outgoing: false,
    contentId: context.random.bytes(16),
    sentAtMs: item.at,
    acceptedAtMs: item.at,
    epoch: joined.epoch,
    content: { kind: "members", added: [self.acct], removed: [] },
    state: "received",
    error: null,
    copyState: null,
  });
  return [messageRecords.idOf(message)];
}
