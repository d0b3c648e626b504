import { WhosecopyError } from "@whosecopy/protocol";
import * as v from "valibot";
import { bytes32, signed, text, whole } from "../store/fields.ts";
import type { StoreReader } from "../store/client-store.ts";
import { table } from "../store/table.ts";

/** This device's own account. The recovery key is not here: it was shown once and is on paper (protocol 3.1). */
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
});

const selves = table("self", Self);
const pendingAccounts = table("pending-account", PendingAccount);

export const selfRecord = {
  get: (reader: StoreReader) => selves.get(reader, "self"),
  put: (self: Self) => selves.put("self", self),
};
export const pendingAccount = {
  get: (reader: StoreReader) => pendingAccounts.get(reader, "self"),
  put: (value: v.InferOutput<typeof PendingAccount>) => pendingAccounts.put("self", value),
  remove: () => pendingAccounts.remove("self"),
};

/** @throws WhosecopyError "not-found" before an account was made */
export async function requireSelf(reader: StoreReader): Promise<Self> {
  const self = await selfRecord.get(reader);
  if (self === undefined) throw new WhosecopyError("not-found", "this store has no account yet");
  return self;
}
