import * as v from "valibot";
import { Account, bytesOf, bytesUpTo, Count, Device, Digest, Origin, RandomId, TimeMs } from "./field.ts";

/** What a recipient may do with a copy (protocol 3.4). `opens: null` means without a limit. */
export const Policy = v.strictObject({
  opens: v.nullable(v.pipe(Count, v.minValue(1), v.maxValue(1_000_000))),
  not_before: TimeMs,
  not_after: v.nullable(TimeMs),
  after_first_open_s: v.nullable(Count),
  save: v.boolean(),
  forward: v.union([
    v.picklist(["none", "ask"]),
    v.strictObject({ pool: v.pipe(Count, v.minValue(1), v.maxValue(50)) }),
  ]),
  receipts: v.picklist(["exact", "day", "none"]),
  offline: v.boolean(),
  close_on_removal: v.boolean(),
});
export type Policy = v.InferOutput<typeof Policy>;

/** Who a copy is for: an account, a link, or the pool of an advance grant. Its bytes are `person` in protocol 3.3. */
export const Audience = v.variant("kind", [
  v.strictObject({ kind: v.literal("account"), acct: Account }),
  v.strictObject({ kind: v.literal("link"), link_id: RandomId }),
  v.strictObject({ kind: v.literal("pool"), pool_id: RandomId }),
]);
export type Audience = v.InferOutput<typeof Audience>;

/** Form 0: content sealed under the copy key itself (text). Form 1: a bundle of tile seeds for a mosaic. */
const CopyForm = v.picklist([0, 1]);

/** The part of a copy statement that keys are bound to (protocol 3.4); digest type "core". */
export const CopyCore = v.strictObject({
  v: v.literal(1),
  att_id: RandomId,
  copy_id: RandomId,
  conv_id: v.nullable(RandomId),
  mls_epoch: v.nullable(Count),
  sender: v.strictObject({ acct: Account, device: Device, chain_version: Count }),
  audience: Audience,
  share_hosts: v.pipe(
    v.array(v.strictObject({ origin: Origin, host_key: bytesOf(32) })),
    v.minLength(1),
    v.maxLength(2),
  ),
  form: CopyForm,
  mosaic_root: v.nullable(Digest),
  law_com: v.nullable(Digest),
  word_com: v.nullable(Digest),
  host_share_com: Digest,
  policy: Policy,
  parent: v.nullable(Digest),
  via: v.nullable(Account),
  depth: v.pipe(Count, v.maxValue(8)),
  issued_at: TimeMs,
});
export type CopyCore = v.InferOutput<typeof CopyCore>;

/**
 * What the sender signs for one person's copy; type "copy". `core` is the canonical CBOR of a {@link CopyCore}, as
 * bytes: keys are bound to its digest, so it is carried exactly as it was digested.
 */
export const CopyStatement = v.strictObject({
  core: bytesUpTo(4096),
  bundle_digest: Digest,
});
export type CopyStatement = v.InferOutput<typeof CopyStatement>;
