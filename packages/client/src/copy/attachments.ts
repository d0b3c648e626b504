import { toBase64url, WhosecopyError } from "@whosecopy/protocol";
import * as v from "valibot";
import { progressRecord } from "../account/progress.ts";
import { bytes, bytes16, bytes32, signed, text, whole } from "../store/fields.ts";
import type { StoreReader } from "../store/client-store.ts";
import { bytesTable, table } from "../store/table.ts";
import type { UnitOfWork } from "../store/unit-of-work.ts";

/**
 * Something sent as copies. Saved whole before anything of it leaves the device; `stage` says how far it has come, so that an
 * interrupted send goes on where it was, with the same bytes.
 */
const Attachment = v.strictObject({
  number: whole,
  attId: bytes16,
  createdAtMs: whole,
  stage: v.picklist(["sending", "announced", "failed"]),
  media: v.picklist(["image/jpeg", "text/plain"]),
  name: v.nullable(text),
  caption: v.nullable(text),
  /** What each copy seals, or is made from. */
  content: v.variant("kind", [
    v.strictObject({ kind: v.literal("text"), text }),
    v.strictObject({
      kind: v.literal("picture"),
      /** AS and MK (protocol 3.1): whoever has them can make and read every copy. */
      attachmentSecret: bytes32,
      mosaicKey: bytes32,
      mosaicRoot: bytes32,
      /** The shape of its code words (protocol 3.3). */
      tiles: whole,
      collusion: v.picklist([2, 3]),
      blobBytes: whole,
      blobDigest: bytes32,
      uploaded: v.boolean(),
    }),
  ]),
});
export type Attachment = v.InferOutput<typeof Attachment>;

/** One person's copy, as its sender knows it. */
const IssuedCopy = v.strictObject({
  copyId: bytes16,
  acct: bytes32,
  conversation: bytes16,
  statement: signed,
  coreDigest: bytes32,
  statementDigest: bytes32,
  /** Both shares, until the host has stored its own durably; then neither is here any more. */
  shares: v.nullable(v.strictObject({ sender: bytes32, host: bytes32 })),
  envelopes: v.array(
    v.strictObject({
      device: bytes32,
      suite: v.picklist([1, 2]),
      cpkId: bytes16,
      pair: bytes32,
      enc: bytes,
      sealed: bytes,
    }),
  ),
  takenBackAtMs: v.nullable(whole),
});
export type IssuedCopy = v.InferOutput<typeof IssuedCopy>;

const attachments = table("attachment", Attachment);
const copiesOf = (attId: Uint8Array) => table(`issued-copy ${toBase64url(attId)}`, IssuedCopy);
const references = bytesTable("trace-reference");
const attempts = table("trace-attempts", v.strictObject({ made: whole }));
const byNumber = (number: number) => `a${number}`;

export const attachmentRecords = {
  idOf: (attachment: Pick<Attachment, "number">) => byNumber(attachment.number),
  get: (reader: StoreReader, id: string) => attachments.get(reader, id),
  async list(reader: StoreReader): Promise<readonly Attachment[]> {
    return (await attachments.list(reader)).map(({ value }) => value).sort((a, b) => a.number - b.number);
  },
  async byAttId(reader: StoreReader, attId: Uint8Array): Promise<Attachment | undefined> {
    return (await attachments.list(reader)).find(({ value }) => toBase64url(value.attId) === toBase64url(attId))?.value;
  },
  put: (attachment: Attachment) => attachments.put(byNumber(attachment.number), attachment),
};

export const issuedCopyRecords = {
  async list(reader: StoreReader, attId: Uint8Array): Promise<readonly IssuedCopy[]> {
    return (await copiesOf(attId).list(reader)).map(({ value }) => value);
  },
  put: (attId: Uint8Array, copy: IssuedCopy) => copiesOf(attId).put(toBase64url(copy.copyId), copy),
};

/** Marks that an operation of this process brings the attachment to the host. */
export const busyName = ({ attId }: Pick<Attachment, "attId">) => toBase64url(attId);

/** What tracing compares a leak with. */
export const traceReferences = {
  get: (reader: StoreReader, attId: Uint8Array) => references.get(reader, toBase64url(attId)),
  put: (attId: Uint8Array, reference: Uint8Array) => references.put(toBase64url(attId), reference),
};

/** Runs of scoring over an encoding's life, stored before each one (protocol 3.10). */
export const traceAttempts = {
  async get(reader: StoreReader, attId: Uint8Array): Promise<number> {
    return (await attempts.get(reader, toBase64url(attId)))?.made ?? 0;
  },
  put: (attId: Uint8Array, made: number) => attempts.put(toBase64url(attId), { made }),
};

/** The next number for an attachment. Only under the lock. */
export async function takeAttachmentNumber(unit: UnitOfWork): Promise<number> {
  const progress = await progressRecord.get(unit);
  unit.write(progressRecord.put({ ...progress, nextAttachment: progress.nextAttachment + 1 }));
  return progress.nextAttachment;
}

/** @throws WhosecopyError "not-found" */
export async function requireAttachment(reader: StoreReader, id: string): Promise<Attachment> {
  const attachment = await attachmentRecords.get(reader, id);
  if (attachment === undefined) throw new WhosecopyError("not-found", "nothing sent has this id");
  return attachment;
}
