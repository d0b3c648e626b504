import {
  type CheckedCopy,
  deriveCopyKey,
  type HostShare,
  openBundle,
  type SenderShare,
  sha256,
} from "@whosecopy/crypto";
import type { MosaicPrimitives, openMosaic } from "@whosecopy/marks";
import { equalBytes, type ErrorCode, jsonBytes, WhosecopyError } from "@whosecopy/protocol";
import { nameOf } from "../account/contacts.ts";
import { requireSelf, type Self } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import { keptCopies } from "../conversation/kept-copies.ts";
import { messageRecords, type StoredMessage } from "../conversation/messages.ts";
import { loaded } from "../loaded.ts";
import type { StoreChange } from "../store/client-store.ts";
import { askForShare, finishOpening, prepareOpening, tellConfirmations } from "./ask.ts";
import { readTextBundle } from "./copy-content.ts";
import { downloadBlob, forgetBlob } from "./download.ts";
import { type Asking, openingRecords, unpackAnswer } from "./openings.ts";
import { describePolicy, type PolicyView } from "./policy.ts";
import { checkReceived, type CopyAnswer, fetchCopy, type ReceivedCopy, requireReceivedCopy } from "./received.ts";
import { readSenderShare } from "./sender-share.ts";

/** An opened copy: in memory only, unless the policy lets the app keep it. */
export interface OpenedCopy {
  readonly bytes: Uint8Array;
  readonly mediaType: "image/jpeg" | "text/plain";
  readonly from: string;
  readonly policy: PolicyView;
  /** Which open of this copy it was, by the host's signed word; null when it was read from the store. */
  readonly openNumber: number | null;
  /** Null without a limit. */
  readonly opensLeft: number | null;
}

export interface OpenParams {
  readonly message: string;
  /** The person wants to keep the copy outside of the app. */
  readonly save?: boolean;
  /**
   * Takes the copy over, and is awaited before the open is over: after a crash before its end the same open is fetched again
   * and not counted twice.
   */
  readonly deliver?: (copy: OpenedCopy) => void | Promise<void>;
  /** 0 to 1. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Opens a copy exactly as protocol 3.5: all that can be checked and fetched beforehand comes before the host is asked, so that
 * nothing but the share is left to go wrong once the open counts.
 *
 * @throws WhosecopyError "taken-back", "expired", "opens-used-up", "released-then-closed", "not-open-yet", "releases-held";
 * "policy-mismatch", "statement-invalid", "signature-invalid", "copy-damaged"; "save-not-allowed"; "network" (ask again:
 * it is the same open)
 */
export async function openCopy(context: ClientContext, params: OpenParams): Promise<OpenedCopy> {
  const received = await requireReceivedCopy(context, params.message);
  const busy = `open ${params.message}`;
  if (context.session.busy.has(busy)) throw new WhosecopyError("store-busy", "this copy is being opened already");
  context.session.busy.add(busy);
  try {
    return (await openKept(context, received, params)) ?? (await openAtHost(context, received, params));
  } finally {
    context.session.busy.delete(busy);
  }
}

async function openKept(
  context: ClientContext,
  received: ReceivedCopy,
  params: OpenParams,
): Promise<OpenedCopy | undefined> {
  const kept = await keptCopies.get(context.store, received.copyId);
  if (kept === undefined) return undefined;
  const checked = await checkReceived(context, received, kept.statement, "kept");
  const { not_after } = checked.core.policy;
  if (not_after !== null && not_after <= context.clock.nowMs()) {
    await noteCopyState(context, received, "expired", [keptCopies.remove(received.copyId)]);
    throw new WhosecopyError("expired", "the time for opening this is over");
  }
  const opened = await show(context, { received, checked, bytes: kept.content, openNumber: null });
  requireSaveAllowed(params, checked);
  await params.deliver?.(opened);
  return opened;
}

async function openAtHost(context: ClientContext, received: ReceivedCopy, params: OpenParams): Promise<OpenedCopy> {
  const { signal, onProgress } = params;
  const { copyId, attId } = received;
  const self = await requireSelf(context.store);
  const before = await openingRecords.get(context.store, copyId);
  const asked = before?.stage === "asking" ? before : undefined;
  const answer =
    asked === undefined
      ? await noting(context, received, () => fetchCopy(context, copyId, signal))
      : unpackAnswer(asked.copy);
  const checked = await checkReceived(context, received, answer.statement);
  requireSaveAllowed(params, checked);
  if (!equalBytes(sha256(jsonBytes(answer.bundle)), checked.bundleDigest)) {
    throw new WhosecopyError("copy-damaged", "the bundle is not the one that was signed");
  }
  const senderShare = await readSenderShare(context, { self, checked, answer });
  const mosaic = await mosaicOf(context, { received, checked, answer, params });
  const opening = asked ?? (await prepareOpening(context, { self, checked, answer }));
  const { share, n } = await ask(context, { received, checked, opening, signal });
  onProgress?.(0.7);
  const end = { self, copyId, openId: opening.openId };
  if (share === null) throw await spoilt(context, end, "bad-share");
  const bytes = await assemble({ ...context, checked, answer, senderShare, share, mosaic, received, params }).catch(
    async (error: unknown) => {
      if (error instanceof WhosecopyError && error.code === "copy-damaged") {
        throw await spoilt(context, end, "bad-bundle");
      }
      throw error;
    },
  );
  const opened = await show(context, { received, checked, bytes, openNumber: n });
  await params.deliver?.(opened);
  await noteCopyState(context, received, "opened", [
    finishOpening(context, { ...end, result: "ok" }),
    ...(mosaic === null ? [] : forgetBlob(attId, mosaic.blob.length)),
    ...(checked.core.policy.offline ? [keptCopies.put(copyId, { content: bytes, statement: answer.statement })] : []),
  ]);
  onProgress?.(1);
  await tellConfirmations(context);
  return opened;
}

/** A downloaded blob, and what makes a copy of it. */
interface Mosaic {
  readonly blob: Uint8Array;
  readonly open: typeof openMosaic;
}

/** Both come before the share is asked for: a download that fails must not cost an open. */
async function mosaicOf(
  context: ClientContext,
  params: {
    readonly received: ReceivedCopy;
    readonly checked: CheckedCopy;
    readonly answer: CopyAnswer;
    readonly params: OpenParams;
  },
): Promise<Mosaic | null> {
  if (params.checked.core.form === 0) return null;
  const { blobBytes } = params.answer;
  if (blobBytes === null) throw new WhosecopyError("copy-damaged", "the picture has no blob");
  const { onProgress, signal } = params.params;
  const marks = await loaded(() => import("@whosecopy/marks"));
  const blob = await noting(context, params.received, () =>
    downloadBlob(context, {
      attId: params.received.attId,
      sizeBytes: blobBytes,
      onProgress: (done) => onProgress?.(0.6 * done),
      ...(signal === undefined ? {} : { signal }),
    }),
  );
  return { blob, open: marks.openMosaic };
}

async function ask(
  context: ClientContext,
  params: {
    readonly received: ReceivedCopy;
    readonly checked: CheckedCopy;
    readonly opening: Asking;
    readonly signal: AbortSignal | undefined;
  },
) {
  const { received, checked, opening, signal } = params;
  const once = () => askForShare(context, { checked, opening, ...(signal === undefined ? {} : { signal }) });
  return noting(context, received, async () => {
    try {
      return await once();
    } catch (error) {
      // Refused for good, and so never counted: the next attempt is another open with a request of its own.
      if (error instanceof WhosecopyError && (closes.has(error.code) || error.code === "clock-skew")) {
        await context.store.commit([openingRecords.remove(received.copyId)]);
      }
      throw error;
    }
  });
}

const closes: ReadonlyMap<ErrorCode, NonNullable<StoredMessage["copyState"]>> = new Map([
  ["taken-back", "taken-back"],
  ["released-then-closed", "closed"],
  // Removed from the conversation: the policy closed the copy with it.
  ["not-a-member", "closed"],
  ["expired", "expired"],
  ["opens-used-up", "used-up"],
] as const);

/** Does the work; when the host says that the copy is closed, the message shows it from then on. */
async function noting<Result>(
  context: ClientContext,
  received: ReceivedCopy,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const state = error instanceof WhosecopyError ? closes.get(error.code) : undefined;
    if (state !== undefined) {
      await noteCopyState(context, received, state);
    }
    throw error;
  }
}

/** Shows on the message what became of its copy, together with other changes. */
function noteCopyState(
  context: ClientContext,
  { message }: ReceivedCopy,
  copyState: NonNullable<StoredMessage["copyState"]>,
  changes: readonly StoreChange[] = [],
): Promise<void> {
  return context.lock.run(async () => {
    const current = (await messageRecords.get(context.store, messageRecords.idOf(message))) ?? message;
    // Word of a take-back may have come while the copy was being opened.
    const wasTaken = current.copyState === "taken-back" && copyState === "opened";
    await context.store.commit([...changes, messageRecords.put(wasTaken ? current : { ...current, copyState })]);
  });
}

async function assemble(params: {
  readonly checked: CheckedCopy;
  readonly answer: CopyAnswer;
  readonly senderShare: SenderShare;
  readonly share: HostShare;
  readonly mosaic: Mosaic | null;
  readonly received: ReceivedCopy;
  readonly params: OpenParams;
  readonly primitives: MosaicPrimitives;
}): Promise<Uint8Array> {
  const { checked, answer, senderShare, share, mosaic, received } = params;
  const { core, coreDigest } = checked;
  const copyKey = deriveCopyKey({ copyId: received.copyId, senderShare, hostShare: share, coreDigest });
  const bundle = openBundle({ copyKey, coreDigest, sealed: jsonBytes(answer.bundle), aead: params.primitives.aead });
  if (core.form === 0) return readTextBundle(bundle);
  if (mosaic === null || core.mosaic_root === null) throw new WhosecopyError("copy-damaged", "a mosaic is missing");
  const { onProgress, signal } = params.params;
  return mosaic.open({
    blob: mosaic.blob,
    bundle,
    attId: received.attId,
    mosaicRoot: core.mosaic_root,
    primitives: params.primitives,
    onProgress: (done) => onProgress?.(0.7 + 0.3 * done),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Tells the host that the open came to nothing, and no one where it failed (protocol 3.11, 4). */
async function spoilt(
  context: ClientContext,
  end: { readonly self: Self; readonly copyId: Uint8Array; readonly openId: Uint8Array },
  result: "bad-share" | "bad-bundle",
): Promise<WhosecopyError> {
  await context.store.commit([finishOpening(context, { ...end, result })]);
  await tellConfirmations(context);
  return new WhosecopyError("copy-damaged", "the copy does not open");
}

function requireSaveAllowed(params: OpenParams, checked: CheckedCopy): void {
  if (params.save === true && !checked.core.policy.save) {
    throw new WhosecopyError("save-not-allowed", "the sender asked that this is not saved");
  }
}

async function show(
  context: ClientContext,
  params: {
    readonly received: ReceivedCopy;
    readonly checked: CheckedCopy;
    readonly bytes: Uint8Array;
    readonly openNumber: number | null;
  },
): Promise<OpenedCopy> {
  const { policy, form } = params.checked.core;
  return {
    bytes: params.bytes,
    mediaType: params.received.media,
    from: await nameOf(context.store, params.received.message.from),
    policy: describePolicy(policy, form),
    openNumber: params.openNumber,
    opensLeft: policy.opens === null || params.openNumber === null ? null : policy.opens - params.openNumber,
  };
}
