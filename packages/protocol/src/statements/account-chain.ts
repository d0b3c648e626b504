import * as v from "valibot";
import { Account, bytesOf, bytesUpTo, Count, Device, Digest, Origin, TimeMs } from "./field.ts";

const signer = v.variant("kind", [
  v.strictObject({ kind: v.literal("device"), device: Device }),
  v.strictObject({ kind: v.literal("recovery") }),
]);

/**
 * The first entry of an account (protocol 3.1); its digest D("account-entry", body) is the account's name `acct`.
 * Signed by the recovery key that it names.
 */
export const Genesis = v.strictObject({
  v: v.literal(1),
  kind: v.literal("genesis"),
  recovery: bytesOf(32),
  device: Device,
  at: TimeMs,
});

const laterEntry = { v: v.literal(1), prev: Digest, by: signer, at: TimeMs };

/** Any entry of an account chain; all are signed under the type "account-entry". */
export const AccountEntry = v.variant("kind", [
  Genesis,
  v.strictObject({ ...laterEntry, kind: v.literal("add-device"), device: Device }),
  v.strictObject({ ...laterEntry, kind: v.literal("revoke-device"), device: Device }),
  v.strictObject({ ...laterEntry, kind: v.literal("rotate-recovery"), recovery: bytesOf(32) }),
]);
export type AccountEntry = v.InferOutput<typeof AccountEntry>;

/** A device's claim of a handle on one server; type "handle-claim". */
export const HandleClaim = v.strictObject({
  v: v.literal(1),
  acct: Account,
  device: Device,
  host: Origin,
  handle: v.string(),
  at: TimeMs,
});

/** How an envelope's key is agreed. 1: DHKEM(X25519, HKDF-SHA256); 2: X-Wing. */
const EnvelopeSuite = v.picklist([1, 2]);

/** A device's copy prekey (CPK, protocol 3.1), signed by the device; type "copy-prekey". */
export const CopyPrekey = v.strictObject({
  v: v.literal(1),
  acct: Account,
  device: Device,
  cpk_id: bytesOf(16),
  suite: EnvelopeSuite,
  public_key: v.pipe(
    bytesUpTo(1216),
    v.check((bytes) => bytes.length === 32 || bytes.length === 1216, "an HPKE public key"),
  ),
  not_before: TimeMs,
  not_after: TimeMs,
});
export type CopyPrekey = v.InferOutput<typeof CopyPrekey>;

/** The certificate in an MLS leaf: which device of which account holds this leaf key (LK); type "leaf-key". */
export const LeafKey = v.strictObject({ v: v.literal(1), acct: Account, device: Device, leaf_key: bytesOf(32) });

/** What every signed request to a server states (type "request"): it can't be replayed elsewhere, later, or with another body. */
export const RequestProof = v.strictObject({
  v: v.literal(1),
  host: Origin,
  acct: Account,
  device: Device,
  method: v.picklist(["GET", "POST", "PUT", "DELETE"]),
  path: v.pipe(v.string(), v.maxLength(1024)),
  body_digest: Digest,
  nonce: bytesOf(16),
  at: TimeMs,
  chain_version: Count,
});
export type RequestProof = v.InferOutput<typeof RequestProof>;
