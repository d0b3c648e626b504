import {
  equalBytes,
  type MessageContent,
  type RouteAnswer,
  type Routes,
  toId16,
  toBase64url,
  WhosecopyError,
} from "@whosecopy/protocol";
import { requireSelf } from "../account/self.ts";
import { callHome, type ClientContext } from "../context.ts";
import { advance } from "../conversation/advance.ts";
import { compose, newContent } from "../conversation/compose.ts";
import { mayPass } from "../conversation/flush.ts";
import { unitOfWork } from "../store/unit-of-work.ts";
import { type Attachment, attachmentRecords, type IssuedCopy, issuedCopyRecords } from "./attachments.ts";
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
  const name = toBase64url(params.attachment.attId);
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
    await handOver(context, { ...params, attachment: await upload(context, params) });
  } catch (error) {
    if (error instanceof WhosecopyError && !mayPass(error)) await markFailed(context, params.attachment);
    throw error;
  }
}

async function upload(context: ClientContext, params: Params): Promise<Attachment> {
  const { attachment, onProgress, signal } = params;
  const { content } = attachment;
  if (content.kind !== "picture" || content.uploaded) return attachment;
  await uploadBlob(context, {
    attId: attachment.attId,
    sizeBytes: content.blobBytes,
    digest: content.blobDigest,
    onProgress: (done) => onProgress?.("uploading", done),
    ...(signal === undefined ? {} : { signal }),
  });
  const next: Attachment = { ...attachment, content: { ...content, uploaded: true } };
  await context.store.commit([
    attachmentRecords.put(next),
    ...blobChunks.removeAll(attachment.attId, chunkCount(content.blobBytes)),
  ]);
  return next;
}

async function handOver(context: ClientContext, params: Params): Promise<void> {
  const { attachment, content, onProgress, signal } = params;
  const all = await issuedCopyRecords.list(context.store, attachment.attId);
  const waiting = all.filter(({ shares, takenBackAtMs }) => shares !== null && takenBackAtMs === null);
  for (let start = 0; start < waiting.length; start += copiesAtOnce) {
    const some = waiting.slice(start, start + copiesAtOnce);
    const made = some.map((copy) => copyForHost(context, copy, content));
    const pairs = new Map(made.flatMap((each) => each.pairs).map((pair) => [pair.id, pair]));
    const answer = await callHome(context, "addCopies", {
      params: { attachment: toId16(attachment.attId) },
      body: { copies: made.map(({ copy }) => copy), pairs: [...pairs.values()] },
      ...(signal === undefined ? {} : { signal }),
    });
    requireAll(some, answer);
    // The host has its share durably: from here on only it can release it.
    const changes = some.map((copy) => issuedCopyRecords.put(attachment.attId, { ...copy, shares: null }));
    await context.store.commit(changes);
    onProgress?.("copies", Math.min(1, (start + some.length) / waiting.length));
  }
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
  const unit = unitOfWork(context.store);
  const attachment = await attachmentRecords.get(unit, attachmentRecords.idOf(params.attachment));
  if (attachment?.stage !== "sending") return [];
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
  onProgress?.("messages", 0);
  await advance(context, signal);
  onProgress?.("messages", 1);
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
  await context.store.commit([attachmentRecords.put({ ...attachment, stage: "failed" }), ...chunks]);
}
