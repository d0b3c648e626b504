import {
  equalBytes,
  type MessageContent,
  type RouteAnswer,
  type Routes,
  toId16,
  WhosecopyError,
} from "@whosecopy/protocol";
import { requireSelf } from "../account/self.ts";
import { callHome, type ClientContext } from "../context.ts";
import { advance } from "../conversation/advance.ts";
import { compose, newContent } from "../conversation/compose.ts";
import { mayPass } from "../conversation/flush.ts";
import type { StoreChange } from "../store/client-store.ts";
import { unitOfWork } from "../store/unit-of-work.ts";
import { type Attachment, attachmentRecords, busyName, type IssuedCopy, issuedCopyRecords } from "./attachments.ts";
import type { CopyContent } from "./copy-content.ts";
import { copyForHost } from "./issue.ts";
import { chunkCount, uploadBlob } from "./upload.ts";
import { blobChunks } from "./blob-chunks.ts";

/** How many copies go to the host in one request: a bundle of a large picture has 65 KB. */
const copiesAtOnce = 50;

/** How far a delivery is; `done` from 0 to 1 within the stage. */
type DeliveryProgress = (stage: "uploading" | "copies" | "messages", done: number) => void;

/**
 * Carries an attachment on from wherever it is: upload, copies to the host, and only when those are durable and their
 * commitments logged the messages that name them (protocol 3.11: commit first, send second). Every step can be repeated.
 *
 * @returns the numbers of its messages
 */
export async function deliver(
  context: ClientContext,
  params: {
    readonly attachment: Attachment;
    readonly content: CopyContent;
    readonly onProgress?: DeliveryProgress;
    readonly signal?: AbortSignal;
  },
): Promise<readonly number[]> {
  const name = busyName(params.attachment);
  // Another operation of this process is at it.
  if (context.session.busy.has(name)) return [];
  context.session.busy.add(name);
  try {
    await bringToHost(context, params);
    return await context.lock.run(() => announce(context, params));
  } finally {
    context.session.busy.delete(name);
  }
}

type Params = Parameters<typeof deliver>[1];

async function bringToHost(context: ClientContext, params: Params): Promise<void> {
  try {
    await upload(context, params);
    await handOver(context, params);
  } catch (error) {
    if (error instanceof WhosecopyError && !mayPass(error)) await markFailed(context, params.attachment);
    throw error;
  }
}

/** Changes the attachment as it is stored now: it may have been taken back since it was read. */
async function change(
  context: ClientContext,
  attachment: Attachment,
  changes: (now: Attachment) => readonly StoreChange[],
): Promise<void> {
  await context.session.sentRecords.run(async () => {
    const now = await attachmentRecords.get(context.store, attachmentRecords.idOf(attachment));
    if (now !== undefined) await context.store.commit(changes(now));
  });
}

async function upload(context: ClientContext, params: Params): Promise<void> {
  const { attachment, onProgress, signal } = params;
  const { content } = attachment;
  if (content.kind !== "picture" || content.uploaded) return;
  await uploadBlob(context, {
    attId: attachment.attId,
    sizeBytes: content.blobBytes,
    digest: content.blobDigest,
    onProgress: (done) => onProgress?.("uploading", done),
    ...(signal === undefined ? {} : { signal }),
  });
  await change(context, attachment, (now) => [
    ...(now.content.kind === "picture"
      ? [attachmentRecords.put({ ...now, content: { ...now.content, uploaded: true } })]
      : []),
    ...blobChunks.removeAll(attachment.attId, chunkCount(content.blobBytes)),
  ]);
}

async function handOver(context: ClientContext, params: Params): Promise<void> {
  const { content, onProgress, signal } = params;
  const { attId } = params.attachment;
  let done = 0;
  // Read again for each request: what was taken back meanwhile stays here.
  for (;;) {
    const waiting = (await issuedCopyRecords.list(context.store, attId)).filter(isWaiting);
    const some = waiting.slice(0, copiesAtOnce);
    if (some.length === 0) return;
    const made = some.map((copy) => copyForHost(context, copy, content));
    const pairs = new Map(made.flatMap((each) => each.pairs).map((pair) => [pair.id, pair]));
    const answer = await callHome(context, "addCopies", {
      params: { attachment: toId16(attId) },
      body: { copies: made.map(({ copy }) => copy), pairs: [...pairs.values()] },
      ...(signal === undefined ? {} : { signal }),
    });
    requireAll(some, answer);
    // The host has its share durably: from here on only it can release it.
    await context.session.sentRecords.run(async () => {
      const now = await issuedCopyRecords.list(context.store, attId);
      const stored = now.filter(({ copyId }) => some.some((each) => equalBytes(each.copyId, copyId)));
      await context.store.commit(stored.map((copy) => issuedCopyRecords.put(attId, { ...copy, shares: null })));
    });
    done += some.length;
    onProgress?.("copies", done / (done + waiting.length - some.length));
  }
}

function isWaiting({ shares, takenBackAtMs }: IssuedCopy): boolean {
  return shares !== null && takenBackAtMs === null;
}

function requireAll(copies: readonly IssuedCopy[], answer: RouteAnswer<Routes["addCopies"]>): void {
  const stored = new Set<string>(answer.leaves.map(({ copy }) => copy));
  if (!copies.every(({ copyId }) => stored.has(toId16(copyId)))) {
    throw new WhosecopyError("bad-request", "the host did not acknowledge every copy");
  }
}

/** Writes the messages, each naming the copies made for its conversation, and sends them. Only under the lock. */
async function announce(context: ClientContext, params: Params): Promise<readonly number[]> {
  const { signal, onProgress } = params;
  const numbers = await context.session.sentRecords.run(() => writeMessages(context, params.attachment));
  if (numbers === null) return [];
  onProgress?.("messages", 0);
  await advance(context, signal);
  onProgress?.("messages", 1);
  return numbers;
}

/** Null when it is not to be sent any more. */
async function writeMessages(context: ClientContext, delivered: Attachment): Promise<readonly number[] | null> {
  const unit = unitOfWork(context.store);
  const attachment = await attachmentRecords.get(unit, attachmentRecords.idOf(delivered));
  if (attachment?.stage !== "sending") return null;
  const { attId, media, name, caption } = attachment;
  const self = await requireSelf(unit);
  const numbers: number[] = [];
  const copiesToName = (await issuedCopyRecords.list(unit, attId)).filter(
    ({ takenBackAtMs }) => takenBackAtMs === null,
  );
  for (const copies of byConversation(copiesToName)) {
    const [first] = copies;
    if (first === undefined) continue;
    const content: MessageContent = {
      ...newContent(context),
      kind: "attachment",
      att_id: attId,
      host: self.origin,
      copies: copies.map(({ acct, copyId, statementDigest }) => ({
        acct,
        copy_id: copyId,
        statement_digest: statementDigest,
      })),
      media,
      name,
      caption,
    };
    const number = await compose(unit, {
      target: { kind: "conversation", id: first.conversation },
      content,
      shownAs: { kind: "attachment", attId, copy: null, host: self.origin, media, name, caption },
    });
    numbers.push(number);
  }
  unit.write(attachmentRecords.put({ ...attachment, stage: "announced" }));
  await unit.commit();
  return numbers;
}

function byConversation(copies: readonly IssuedCopy[]): readonly (readonly IssuedCopy[])[] {
  const groups: IssuedCopy[][] = [];
  for (const copy of copies) {
    const group = groups.find(([first]) => first !== undefined && equalBytes(first.conversation, copy.conversation));
    if (group === undefined) groups.push([copy]);
    else group.push(copy);
  }
  return groups;
}

async function markFailed(context: ClientContext, attachment: Attachment): Promise<void> {
  const { content } = attachment;
  const chunks =
    content.kind === "picture" ? blobChunks.removeAll(attachment.attId, chunkCount(content.blobBytes)) : [];
  await change(context, attachment, (now) => [attachmentRecords.put({ ...now, stage: "failed" }), ...chunks]);
}
