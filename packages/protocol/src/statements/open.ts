import * as v from "valibot";
import { Account, bytesOf, Count, Device, Digest, Origin, RandomId, TimeMs } from "./field.ts";

/** A device asks the share host for its half of a copy's key (protocol 3.5); signed by the device, type "open". */
export const OpenRequest = v.strictObject({
  v: v.literal(1),
  host: Origin,
  copy_id: RandomId,
  open_id: RandomId,
  acct: Account,
  device: Device,
  chain_version: Count,
  core_digest: Digest,
  eph_pk: bytesOf(32),
  at: TimeMs,
});
export type OpenRequest = v.InferOutput<typeof OpenRequest>;

/**
 * What the sender gets to see of an open; signed by the opening device, type "open-receipt". `at` is the exact time, or
 * midnight UTC of the day, as the policy's receipt level says; the exact request stays with the host, for a dispute.
 */
export const OpenReceipt = v.strictObject({
  v: v.literal(1),
  copy_id: RandomId,
  open_id: RandomId,
  acct: Account,
  core_digest: Digest,
  at: TimeMs,
});
export type OpenReceipt = v.InferOutput<typeof OpenReceipt>;

/** The host's word that it released its share, the n-th time; type "release", signed by the host key. */
export const Release = v.strictObject({
  v: v.literal(1),
  copy_id: RandomId,
  open_id: RandomId,
  n: v.pipe(Count, v.minValue(1)),
  at: TimeMs,
  request_digest: Digest,
  leaf_digest: Digest,
});
export type Release = v.InferOutput<typeof Release>;

/** The device says whether what it got worked; type "confirm". A failure never says where (protocol 3.11, 4). */
export const OpenConfirm = v.strictObject({
  v: v.literal(1),
  open_id: RandomId,
  result: v.picklist(["ok", "bad-share", "bad-bundle"]),
  at: TimeMs,
});
export type OpenConfirm = v.InferOutput<typeof OpenConfirm>;

/** The sender takes copies back (protocol 3.6); signed by a sender's device, type "take-back". */
export const TakeBack = v.strictObject({
  v: v.literal(1),
  host: Origin,
  acct: Account,
  device: Device,
  att_id: RandomId,
  scope: v.picklist(["copy", "branch", "attachment"]),
  /** Copy ids; empty for the whole attachment. */
  ids: v.pipe(v.array(RandomId), v.maxLength(1000)),
  at: TimeMs,
});
export type TakeBack = v.InferOutput<typeof TakeBack>;

/** The host's answer to a take-back: what had been released by then; type "take-back-receipt", signed by the host key. */
export const TakeBackReceipt = v.strictObject({
  v: v.literal(1),
  request_digest: Digest,
  at: TimeMs,
  copies: v.array(v.strictObject({ copy_id: RandomId, releases: Count, last_release_at: v.nullable(TimeMs) })),
  leaf_digest: Digest,
});
export type TakeBackReceipt = v.InferOutput<typeof TakeBackReceipt>;
