import { errorCodes, toBase64url, WhosecopyError } from "@whosecopy/protocol";
import * as v from "valibot";
import { progressRecord } from "../account/progress.ts";
import { bytes16, bytes32, text, whole } from "../store/fields.ts";
import type { StoreChange, StoreReader } from "../store/client-store.ts";
import { table } from "../store/table.ts";
import type { UnitOfWork } from "../store/unit-of-work.ts";

/** What a message says, as it is kept. */
const StoredContent = v.variant("kind", [
  v.strictObject({ kind: v.literal("text"), text }),
  v.strictObject({
    kind: v.literal("attachment"),
    attId: bytes16,
    /** This person's copy; null in sent messages, and when no copy was made for this person. */
    copy: v.nullable(v.strictObject({ copyId: bytes16, statementDigest: bytes32 })),
    host: text,
    media: v.picklist(["image/jpeg", "text/plain"]),
    name: v.nullable(text),
    caption: v.nullable(text),
  }),
  v.strictObject({ kind: v.literal("members"), added: v.array(bytes32), removed: v.array(bytes32) }),
  v.strictObject({ kind: v.literal("about"), name: v.nullable(text) }),
  /** Something came that could not be verified or decrypted. */
  v.strictObject({ kind: v.literal("unreadable"), code: v.picklist(errorCodes) }),
]);
export type StoredContent = v.InferOutput<typeof StoredContent>;

/** A message of a conversation, sent or received. Changed under the client's lock. */
const StoredMessage = v.strictObject({
  number: whole,
  conversation: v.nullable(bytes16),
  from: bytes32,
  fromDevice: bytes32,
  outgoing: v.boolean(),
  /** Chosen by the sender; the same however often it had to be encrypted. */
  contentId: bytes16,
  /** By the sender's clock. */
  sentAtMs: whole,
  /** By the server's clock; null while it is on its way. */
  acceptedAtMs: v.nullable(whole),
  /** The epoch in which it was delivered. */
  epoch: whole,
  content: StoredContent,
  state: v.picklist(["sending", "sent", "failed", "received"]),
  error: v.nullable(v.picklist(errorCodes)),
  /** What became of the copy that it brought, as far as this device knows. */
  copyState: v.nullable(v.picklist(["new", "opened", "taken-back", "expired", "used-up", "closed"])),
});
export type StoredMessage = v.InferOutput<typeof StoredMessage>;

const messages = table("message", StoredMessage);
const seen = table("seen", v.strictObject({ number: whole }));
const copyMessages = table("copy-message", v.strictObject({ number: whole }));

const idOfNumber = (number: number) => `m${number}`;
const seenId = (from: Uint8Array, contentId: Uint8Array) => `${toBase64url(from)}.${toBase64url(contentId)}`;

export const messageRecords = {
  idOf: (message: Pick<StoredMessage, "number">) => idOfNumber(message.number),
  get: (reader: StoreReader, id: string) => messages.get(reader, id),
  /** All messages, oldest first. */
  async list(reader: StoreReader): Promise<readonly StoredMessage[]> {
    return (await messages.list(reader)).map(({ value }) => value).sort((a, b) => a.number - b.number);
  },
  put: (message: StoredMessage) => messages.put(idOfNumber(message.number), message),
  /** Erases it; that it was seen stays, so that it can't be played again. */
  remove: ({ number, content }: StoredMessage): readonly StoreChange[] => [
    messages.remove(idOfNumber(number)),
    ...(content.kind === "attachment" && content.copy !== null
      ? [copyMessages.remove(toBase64url(content.copy.copyId))]
      : []),
  ],
  async byCopy(reader: StoreReader, copyId: Uint8Array): Promise<StoredMessage | undefined> {
    const found = await copyMessages.get(reader, toBase64url(copyId));
    return found === undefined ? undefined : messages.get(reader, idOfNumber(found.number));
  },
  async isSeen(reader: StoreReader, from: Uint8Array, contentId: Uint8Array): Promise<boolean> {
    return (await seen.get(reader, seenId(from, contentId))) !== undefined;
  },
};

/** Gives a message the next number and writes it. */
export async function addMessage(unit: UnitOfWork, message: Omit<StoredMessage, "number">): Promise<StoredMessage> {
  const progress = await progressRecord.get(unit);
  const numbered = { ...message, number: progress.nextMessage };
  unit.write(
    progressRecord.put({ ...progress, nextMessage: numbered.number + 1 }),
    messageRecords.put(numbered),
    seen.put(seenId(message.from, message.contentId), { number: numbered.number }),
  );
  if (message.content.kind === "attachment" && message.content.copy !== null) {
    unit.write(copyMessages.put(toBase64url(message.content.copy.copyId), { number: numbered.number }));
  }
  return numbered;
}

/** @throws WhosecopyError "not-found" */
export async function requireMessage(reader: StoreReader, id: string): Promise<StoredMessage> {
  const message = await messageRecords.get(reader, id);
  if (message === undefined) throw new WhosecopyError("not-found", "no message has this id");
  return message;
}
