import { decodePicture } from "@whosecopy/image";
import { deriveEncodingKeys, type TracedEncoding, traceLeak, type TraceProgress } from "@whosecopy/marks";
import { WhosecopyError } from "@whosecopy/protocol";
import { nameOf } from "../account/contacts.ts";
import type { ClientContext } from "../context.ts";
import {
  type Attachment,
  attachmentRecords,
  issuedCopyRecords,
  traceAttempts,
  traceReferences,
} from "../copy/attachments.ts";
import { requireSent } from "../copy/sent.ts";
import { nameResult, type TraceView } from "./trace-view.ts";

/**
 * Finds whose copy a leaked picture is, among all that this person sent, or in one thing sent. Each run is counted in the store
 * before any code word is looked at, as the bound needs (protocol 3.10).
 *
 * @throws WhosecopyError "image-unsupported", "image-damaged" for the leak, "not-found", "cancelled"
 */
export async function traceSent(
  context: ClientContext,
  params: {
    readonly leak: Uint8Array;
    /** Default: all pictures that were sent. */
    readonly id?: string;
    readonly onProgress?: (progress: TraceProgress) => void;
    readonly signal?: AbortSignal;
  },
): Promise<TraceView> {
  const { onProgress, signal } = params;
  const cancel = signal === undefined ? {} : { signal };
  const sent =
    params.id === undefined
      ? await attachmentRecords.list(context.store)
      : [await requireSent(context.store, params.id)];
  const pictures = sent.filter(({ content }) => content.kind === "picture");
  if (params.id !== undefined && pictures.length === 0) throw new WhosecopyError("not-found", "that was no picture");
  const leak = await decodePicture(params.leak, { codecs: context.codecs, tolerant: true, ...cancel });
  const encodings = await Promise.all(pictures.map((attachment) => encodingOf(context, attachment)));
  const byId = new Map(pictures.map((attachment) => [attachmentRecords.idOf(attachment), attachment]));
  const result = await traceLeak({
    leak,
    encodings,
    registrar: context.registrar,
    codecs: context.codecs,
    nextAttempt: (id) => countAttempt(context, byId.get(id)),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...cancel,
  });
  return nameResult(result, {
    sentOf: (id) => id,
    nameOf: (id, person) => {
      const acct = encodings.find((encoding) => encoding.id === id)?.persons[person];
      if (acct === undefined) throw new WhosecopyError("internal", "an attribution to nobody");
      return nameOf(context.store, acct);
    },
  });
}

async function encodingOf(context: ClientContext, attachment: Attachment): Promise<TracedEncoding> {
  const { attId, content } = attachment;
  const reference = await traceReferences.get(context.store, attId);
  if (reference === undefined || content.kind !== "picture") {
    throw new WhosecopyError("store-damaged", "the reference of a picture is gone");
  }
  // Every word that was ever issued counts, taken back or never delivered.
  const copies = await issuedCopyRecords.list(context.store, attId);
  return {
    id: attachmentRecords.idOf(attachment),
    reference,
    keys: deriveEncodingKeys(content.attachmentSecret, attId),
    persons: copies.map(({ acct }) => acct),
  };
}

/** Under the lock, so that two traces at once count as two. */
function countAttempt(context: ClientContext, attachment: Attachment | undefined): Promise<number> {
  if (attachment === undefined) throw new WhosecopyError("internal", "an attempt on nothing");
  return context.lock.run(async () => {
    const attempt = (await traceAttempts.get(context.store, attachment.attId)) + 1;
    await context.store.commit([traceAttempts.put(attachment.attId, attempt)]);
    return attempt;
  });
}
