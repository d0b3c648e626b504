import { equalBytes } from "@whosecopy/protocol";
import { type Person, personRecords } from "../account/contacts.ts";
import { makeLeafIdentity } from "../account/leaf-credential.ts";
import { requireSelf } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import type { StoreReader } from "../store/client-store.ts";
import type { UnitOfWork } from "../store/unit-of-work.ts";
import { makeCommit } from "./make-commit.ts";
import { type Conversation, conversationRecords, groupStateRecords } from "./records.ts";

/** Makes a conversation at epoch 0 with only this device, and the commit that adds the others. */
export async function beginConversation(
  context: ClientContext,
  unit: UnitOfWork,
  params: { readonly members: readonly Uint8Array[]; readonly name: string | null },
): Promise<Conversation> {
  const self = await requireSelf(unit);
  const id = context.random.bytes(16);
  const nowMs = context.clock.nowMs();
  const signatureKeyPair = await context.groups.generateSignatureKeyPair();
  const identity = makeLeafIdentity({ self, leafKey: signatureKeyPair.publicKey, signatures: context.signatures });
  const state = await context.groups.createGroup({ groupId: id, identity, signatureKeyPair, nowMs });
  const conversation: Conversation = {
    id,
    name: params.name,
    createdAtMs: nowMs,
    createdBy: self.acct,
    state: "creating",
    epoch: 0,
  };
  unit.write(conversationRecords.put(conversation), groupStateRecords.put(id, state));
  await makeCommit(context, unit, {
    conversation: id,
    state,
    add: params.members,
    remove: [],
    closeCopies: false,
    create: true,
    intent: null,
  });
  return conversation;
}

/** The conversation with one person alone, begun when there is none. */
export async function directConversation(
  context: ClientContext,
  unit: UnitOfWork,
  acct: Uint8Array,
  person: Person,
): Promise<Conversation> {
  const known = await knownDirect(unit, person);
  if (known !== undefined) return known;
  const begun = await beginConversation(context, unit, { members: [acct], name: null });
  unit.write(personRecords.put({ ...person, direct: begun.id }));
  return begun;
}

async function knownDirect(reader: StoreReader, person: Person): Promise<Conversation | undefined> {
  if (person.direct === null) return undefined;
  const known = await conversationRecords.get(reader, person.direct);
  return known?.state === "left" ? undefined : known;
}

/**
 * Keeps "the conversation with Ben" true: it has two people in it. Called with the members after each change; a conversation
 * that grew is a group from then on, and one of two that somebody began is taken as the direct one.
 */
export async function tendDirect(
  unit: UnitOfWork,
  params: { readonly conversation: Conversation; readonly members: readonly Uint8Array[]; readonly self: Uint8Array },
): Promise<void> {
  const others = params.members.filter((acct) => !equalBytes(acct, params.self));
  for (const person of await personRecords.list(unit)) {
    const isHere = person.direct !== null && equalBytes(person.direct, params.conversation.id);
    const alone = others.length === 1 && others.some((acct) => equalBytes(acct, person.acct));
    if (isHere && !alone) unit.write(personRecords.put({ ...person, direct: null }));
    if (alone && person.direct === null && params.conversation.name === null) {
      unit.write(personRecords.put({ ...person, direct: params.conversation.id }));
    }
  }
}
