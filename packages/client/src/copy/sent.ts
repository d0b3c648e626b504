import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import { nameOf } from "../account/contacts.ts";
import type { ClientContext } from "../context.ts";
import { messageRecords } from "../conversation/messages.ts";
import type { StoreReader } from "../store/client-store.ts";
import { type Attachment, attachmentRecords, issuedCopyRecords, requireAttachment } from "./attachments.ts";

/** Something that was sent as copies. */
export interface SentView {
  /** Short enough to type: "a3". */
  readonly id: string;
  /** As in the messages that carried it. */
  readonly attachment: Uint8Array;
  readonly media: "image/jpeg" | "text/plain";
  readonly name: string | null;
  readonly caption: string | null;
  readonly createdAtMs: number;
  readonly stage: Attachment["stage"];
  readonly to: readonly { readonly name: string; readonly takenBackAtMs: number | null }[];
}

/** Everything that this person sent as copies, oldest first. */
export async function listSent(context: ClientContext): Promise<readonly SentView[]> {
  const all = await attachmentRecords.list(context.store);
  return Promise.all(
    all.map(async (attachment) => {
      const { attId, media, name, caption, createdAtMs, stage } = attachment;
      const copies = await issuedCopyRecords.list(context.store, attachment.attId);
      const to = await Promise.all(
        copies.map(async ({ acct, takenBackAtMs }) => ({ name: await nameOf(context.store, acct), takenBackAtMs })),
      );
      return {
        id: attachmentRecords.idOf(attachment),
        attachment: attId,
        media,
        name,
        caption,
        createdAtMs,
        stage,
        to,
      };
    }),
  );
}

/** Something sent, by its own id or by that of a message that carried it. @throws WhosecopyError "not-found" */
export async function requireSent(reader: StoreReader, id: string): Promise<Attachment> {
  const message = await messageRecords.get(reader, id);
  if (message === undefined) return requireAttachment(reader, id);
  const { content } = message;
  if (!message.outgoing || content.kind !== "attachment") {
    throw new WhosecopyError("not-found", "this message carried nothing that can be taken back");
  }
  const all = await attachmentRecords.list(reader);
  const attachment = all.find(({ attId }) => equalBytes(attId, content.attId));
  if (attachment === undefined) throw new WhosecopyError("not-found", "what this message carried is not here");
  return attachment;
}
