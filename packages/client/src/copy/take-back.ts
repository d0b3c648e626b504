import { digest, signStatement, verifyStatement } from "@whosecopy/crypto";
import {
  equalBytes,
  signedFromJson,
  signedToJson,
  type TakeBack,
  TakeBackReceipt,
  toBase64url,
  toId16,
  WhosecopyError,
} from "@whosecopy/protocol";
import * as v from "valibot";
import { requirePeople } from "../account/contacts.ts";
import { requireSelf } from "../account/self.ts";
import { callHome, type ClientContext } from "../context.ts";
import { bytes16, signed, whole } from "../store/fields.ts";
import { table } from "../store/table.ts";
import { attachmentRecords, busyName, type IssuedCopy, issuedCopyRecords } from "./attachments.ts";
import { requireSent } from "./sent.ts";

/** A take-back with the host's receipt: shown to the host again, should it ever lose one (protocol 3.6). */
const StoredTakeBack = v.strictObject({
  attId: bytes16,
  copies: v.array(bytes16),
  statement: signed,
  receipt: v.nullable(signed),
  atMs: whole,
  presentedAtMs: whole,
});
type StoredTakeBack = v.InferOutput<typeof StoredTakeBack>;

const takeBacks = table("take-back", StoredTakeBack);
const idOfTakeBack = (takeBack: Pick<StoredTakeBack, "statement">) =>
  toBase64url(digest("take-back", takeBack.statement.body));

const dayMs = 86_400_000;
/** A backup of the host older than this releases nothing anyway (protocol 3.6). */
const presentedForMs = 14 * dayMs;

export interface TakenBack {
  /** For each copy: how often the host had released its share by then. */
  readonly copies: readonly {
    readonly acct: Uint8Array;
    readonly releases: number;
    readonly lastReleaseAtMs: number | null;
  }[];
}

/**
 * Takes back everybody's copy of what was sent, or some people's. Whoever has not opened theirs never will; whoever has
 * may have kept what they saw.
 *
 * @throws WhosecopyError "not-found", "contact-unknown", "network" (it is kept, and shown to the host with the next sync)
 */
export async function takeBack(
  context: ClientContext,
  params: { readonly id: string; readonly from?: readonly string[]; readonly signal?: AbortSignal },
): Promise<TakenBack> {
  const { attId } = await requireSent(context.store, params.id);
  const all = await issuedCopyRecords.list(context.store, attId);
  const chosen = await copiesOf(context, all, params.from);
  const self = await requireSelf(context.store);
  const whole = chosen.length === all.length;
  const atMs = context.clock.nowMs();
  await keepHere(context, { id: params.id, attId, chosen, whole, atMs });
  const value: TakeBack = {
    v: 1,
    host: self.origin,
    acct: self.acct,
    device: self.device,
    att_id: attId,
    scope: whole ? "attachment" : "copy",
    ids: whole ? [] : chosen.map(({ copyId }) => copyId),
    at: atMs,
  };
  const { signatures } = context;
  const statement = signStatement({ type: "take-back", value, secretKey: self.deviceSecret, signatures });
  const copies = chosen.map(({ copyId }) => copyId);
  const stored: StoredTakeBack = { attId, copies, statement, receipt: null, atMs, presentedAtMs: atMs };
  await context.store.commit([takeBacks.put(idOfTakeBack(stored), stored)]);
  const receipt = await present(context, stored, params.signal);
  return {
    // What the host does not name never reached it, and was not released.
    copies: chosen.map(({ acct, copyId }) => {
      const known = receipt?.copies.find((each) => equalBytes(each.copy_id, copyId));
      return { acct, releases: known?.releases ?? 0, lastReleaseAtMs: known?.last_release_at ?? null };
    }),
  };
}

/** Copies that are not on their way yet stay here, and nothing goes out when they were all of it. */
async function keepHere(
  context: ClientContext,
  params: {
    readonly id: string;
    readonly attId: Uint8Array;
    readonly chosen: readonly IssuedCopy[];
    readonly whole: boolean;
    readonly atMs: number;
  },
): Promise<void> {
  const { id, attId, chosen, whole, atMs } = params;
  await context.session.sentRecords.run(async () => {
    const attachment = await requireSent(context.store, id);
    if (attachment.stage !== "sending") return;
    const all = await issuedCopyRecords.list(context.store, attId);
    const kept = all.filter(({ copyId }) => chosen.some((each) => equalBytes(each.copyId, copyId)));
    await context.store.commit([
      ...(whole ? [attachmentRecords.put({ ...attachment, stage: "failed" })] : []),
      ...kept.map((copy) => issuedCopyRecords.put(attId, { ...copy, takenBackAtMs: copy.takenBackAtMs ?? atMs })),
    ]);
  });
}

async function copiesOf(
  context: ClientContext,
  all: readonly IssuedCopy[],
  from: readonly string[] | undefined,
): Promise<readonly IssuedCopy[]> {
  if (from === undefined) return all;
  const people = await requirePeople(context.store, from);
  return people.map(({ acct }) => {
    const copy = all.find((each) => equalBytes(each.acct, acct));
    if (copy === undefined) throw new WhosecopyError("not-found", "this person has no copy of it");
    return copy;
  });
}

/**
 * Shows a take-back to the host and keeps its signed receipt. While this process brings copies of it there, some may arrive
 * after the take-back: then it stays unanswered here, and is shown again.
 *
 * @returns null when the host has never had these copies: there is nothing to take back
 */
async function present(
  context: ClientContext,
  takeBack: StoredTakeBack,
  signal?: AbortSignal,
): Promise<v.InferOutput<typeof TakeBackReceipt> | null> {
  const underWay = context.session.busy.has(busyName(takeBack));
  try {
    return await showToHost(context, { takeBack, underWay, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (!(error instanceof WhosecopyError) || error.code !== "not-found") throw error;
    if (!underWay) await context.store.commit([takeBacks.remove(idOfTakeBack(takeBack))]);
    return null;
  }
}

async function showToHost(
  context: ClientContext,
  params: { readonly takeBack: StoredTakeBack; readonly underWay: boolean; readonly signal?: AbortSignal },
): Promise<v.InferOutput<typeof TakeBackReceipt>> {
  const { takeBack, underWay, signal } = params;
  const self = await requireSelf(context.store);
  const answer = await callHome(context, "takeBack", {
    params: { attachment: toId16(takeBack.attId) },
    body: { statement: signedToJson(takeBack.statement) },
    ...(signal === undefined ? {} : { signal }),
  });
  const receipt = signedFromJson(answer.receipt);
  const said = verifyStatement({
    type: "take-back-receipt",
    schema: TakeBackReceipt,
    statement: receipt,
    publicKey: self.hostKey,
    signatures: context.signatures,
  });
  if (!equalBytes(said.request_digest, digest("take-back", takeBack.statement.body))) {
    throw new WhosecopyError("statement-invalid", "the receipt is for another take-back");
  }
  const named = (copyId: Uint8Array) => takeBack.copies.some((each) => equalBytes(each, copyId));
  const kept = { ...takeBack, receipt: underWay ? null : receipt, presentedAtMs: context.clock.nowMs() };
  await context.session.sentRecords.run(async () => {
    const copies = (await issuedCopyRecords.list(context.store, takeBack.attId)).filter(({ copyId }) => named(copyId));
    await context.store.commit([
      takeBacks.put(idOfTakeBack(takeBack), kept),
      ...copies.map((copy) =>
        issuedCopyRecords.put(takeBack.attId, { ...copy, takenBackAtMs: copy.takenBackAtMs ?? takeBack.atMs }),
      ),
    ]);
  });
  return said;
}

/** Shows the host take-backs that it has not answered, and once a day the recent ones again: a restored host may have lost them. */
export async function presentTakeBacks(context: ClientContext): Promise<void> {
  const nowMs = context.clock.nowMs();
  for (const { value } of await takeBacks.list(context.store)) {
    const isRecent = value.atMs + presentedForMs > nowMs;
    const isDue = value.receipt === null || (isRecent && value.presentedAtMs + dayMs < nowMs);
    if (!isDue) continue;
    try {
      await present(context, value);
    } catch (error) {
      if (!(error instanceof WhosecopyError) || error.retryable) throw error;
    }
  }
}
