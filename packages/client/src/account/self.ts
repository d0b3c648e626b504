import { WhosecopyError } from "@whosecopy/protocol";
import * as v from "valibot";
import { bytes32, signed, text, whole } from "../store/fields.ts";
import type { StoreReader } from "../store/client-store.ts";
import { table } from "../store/table.ts";

/** This device's own account. The recovery key is not part of it: it is on paper (protocol 3.1). */
const Self = v.strictObject({
  v: v.literal(1),
  acct: bytes32,
  handle: text,
  origin: text,
  /** Ed25519 key by which the server signs releases; kept from the first contact on. */
  hostKey: bytes32,
  device: bytes32,
  deviceSecret: bytes32,
  chain: v.array(signed),
  chainVersion: whole,
  createdAtMs: whole,
});
export type Self = v.InferOutput<typeof Self>;

/** An account on its way to the server: sent again, byte for byte, until it is answered. */
const PendingAccount = v.strictObject({
  self: Self,
  genesis: signed,
  claim: signed,
  prekey: signed,
  prekeyId: text,
  /** The recovery key as it is printed. */
  recovery: text,
});
export type PendingAccount = v.InferOutput<typeof PendingAccount>;

const selves = table("self", Self);
const pendingAccounts = table("pending-account", PendingAccount);
const recoveryKeys = table("unkept-recovery-key", v.strictObject({ printed: text }));

export const selfRecord = {
  get: (reader: StoreReader) => selves.get(reader, "self"),
  put: (self: Self) => selves.put("self", self),
};
export const pendingAccount = {
  get: (reader: StoreReader) => pendingAccounts.get(reader, "self"),
  put: (value: PendingAccount) => pendingAccounts.put("self", value),
  remove: () => pendingAccounts.remove("self"),
};

/**
 * [Note: The recovery key until it is kept] The recovery key belongs on paper and not on a device (protocol 3.1). Shown before the
 * server has taken the name, it may be the key of nothing; shown after that from memory alone, a page that is closed in between
 * leaves an account whose key nobody has ever seen. So it lies here, sealed like all records, from before the first request until the
 * person says that they have it, and is then erased. What it costs: in these minutes whoever reads this store has the recovery key
 * along with the device's, which is not erased, and some storage keeps erased bytes for a while.
 */
export const unkeptRecoveryKey = {
  get: async (reader: StoreReader): Promise<string | null> => (await recoveryKeys.get(reader, "self"))?.printed ?? null,
  put: (printed: string) => recoveryKeys.put("self", { printed }),
  remove: () => recoveryKeys.remove("self"),
};

/** @throws WhosecopyError "not-found" before an account was made */
export async function requireSelf(reader: StoreReader): Promise<Self> {
  const self = await selfRecord.get(reader);
  if (self === undefined) throw new WhosecopyError("not-found", "this store has no account yet");
  return self;
}
