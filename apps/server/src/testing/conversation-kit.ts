import { systemRandom } from "@whosecopy/crypto";
import { type MailItem, toBase64url } from "@whosecopy/protocol";
import { newId, type Person } from "./person.ts";

/** Some bytes for a server that can't tell them from a message of MLS. */
export const noise = (length = 64) => toBase64url(systemRandom.bytes(length));

/** A commit by this person, ready to be sent more than once. */
export function makeCommit(
  by: Person,
  change: {
    readonly epoch: number;
    readonly add?: readonly Person[];
    readonly remove?: readonly Person[];
    readonly closeCopies?: boolean;
    readonly sendIndex?: number;
  },
) {
  const { epoch, add = [], remove = [], closeCopies = false, sendIndex = by.nextSendIndex() } = change;
  return {
    messageId: newId(),
    sendIndex,
    epoch,
    commit: noise(),
    welcomes: add.map((each) => ({
      acct: toBase64url(each.acct),
      device: toBase64url(each.device.publicKey),
      keyPackageRef: toBase64url(systemRandom.bytes(32)),
      welcome: noise(),
    })),
    add: add.map((each) => toBase64url(each.acct)),
    remove: remove.map((each) => toBase64url(each.acct)),
    closeCopies,
  };
}

/** Sends a commit. */
export function sendCommit(by: Person, conversation: string, commit: ReturnType<typeof makeCommit>) {
  return by.call("commit", { params: { conversation }, body: commit });
}

/** A conversation at epoch 1 of its maker and the others. */
export async function makeConversation(by: Person, others: readonly Person[]): Promise<string> {
  const conversation = newId();
  await by.call("createConversation", { body: { conversation } });
  await sendCommit(by, conversation, makeCommit(by, { epoch: 0, add: others }));
  return conversation;
}

/** A message by this person, ready to be sent more than once. */
export function makeMessage(by: Person, epoch = 1, sendIndex = by.nextSendIndex()) {
  return { messageId: newId(), sendIndex, epoch, message: noise() };
}

/** Sends a message. */
export function sendMessage(by: Person, conversation: string, message: ReturnType<typeof makeMessage>) {
  return by.call("sendMessage", { params: { conversation }, body: message });
}

/** Everything that waits for a person. */
export async function mailOf(person: Person, after = 0): Promise<MailItem[]> {
  const { items, more } = await person.call("sync", { query: { after: String(after), limit: "500" } });
  return more ? [...items, ...(await mailOf(person, items.at(-1)?.n))] : items;
}
