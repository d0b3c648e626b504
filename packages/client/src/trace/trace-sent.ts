import { decodePicture } from "@whosecopy/image";
import {
  deriveEncodingKeys,
  type Placement,
  type TracedEncoding,
  traceLeak,
  type TraceProgress,
} from "@whosecopy/marks";
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
import { type CopyStatusView, statusOf } from "../copy/status.ts";
import { type FirstSeen, openedBefore, type OpenedView } from "./opened-before.ts";
import { nameResult, type TraceView } from "./trace-view.ts";

/**
 * Finds whose copy a leaked picture is, among all that this person sent, or in one thing sent. Each run is counted in the store
 * before any code word is looked at, as the bound needs (protocol 3.10). For those who are named the server is then asked for their
 * opens; a trace needs no server otherwise.
 *
 * @throws WhosecopyError "image-unsupported", "image-damaged" for the leak, "not-found", "bad-input" for a placement that does not fit,
 * "cancelled"
 */
export async function traceSent(
  context: ClientContext,
  params: {
    readonly leak: Uint8Array;
    /** Default: all pictures that were sent. */
    readonly id?: string;
    /** Where the picture lies in the leak, set by hand; of one thing sent. */
    readonly placement?: Placement | undefined;
    /** Default: now. Opens are held against it. */
    readonly firstSeen?: FirstSeen | undefined;
    readonly onProgress?: (progress: TraceProgress) => void;
    readonly signal?: AbortSignal;
  },
): Promise<TraceView> {
  const { placement, firstSeen, onProgress, signal } = params;
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
    placement,
    ...(onProgress === undefined ? {} : { onProgress }),
    ...cancel,
  });
  const encodingOfId = (id: string): TracedEncoding => {
    const encoding = encodings.find((each) => each.id === id);
    if (encoding === undefined) throw new WhosecopyError("internal", "an answer about nothing");
    return encoding;
  };
  const opens = opensKnown(context, signal);
  return nameResult(result, {
    sentOf: (id) => id,
    nameOf: (id, person) => {
      const acct = encodingOfId(id).persons[person];
      if (acct === undefined) throw new WhosecopyError("internal", "an attribution to nobody");
      return nameOf(context.store, acct);
    },
    openedOf: async (id, name): Promise<OpenedView> => {
      const copies = await opens(id);
      if (copies === undefined) return { is: "unknown" };
      const copy = copies.find(({ to }) => to === name);
      // A copy that the host never got can't have been opened.
      return copy === undefined ? { is: "not-before", laterMs: null, claimed: 0 } : openedBefore(copy, firstSeen);
    },
    referenceOf: (id) => encodingOfId(id).reference,
  });
}

/** Milliseconds after which the server counts as out of reach: the answer of the trace waits for this. */
const patienceMs = 8000;

/** Asks for the opens of each thing sent once. Undefined where the server can't be asked: the trace itself stands without it. */
function opensKnown(context: ClientContext, signal: AbortSignal | undefined) {
  const asked = new Map<string, Promise<readonly CopyStatusView[] | undefined>>();
  const ask = async (id: string): Promise<readonly CopyStatusView[] | undefined> => {
    const patience = AbortSignal.timeout(patienceMs);
    try {
      return await statusOf(context, {
        id,
        signal: signal === undefined ? patience : AbortSignal.any([signal, patience]),
      });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      return undefined;
    }
  };
  return (id: string) => {
    const known = asked.get(id) ?? ask(id);
    asked.set(id, known);
    return known;
  };
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
