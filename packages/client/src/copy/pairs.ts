import { asSecret, makePairSecret, type PairSecret, sha256 } from "@whosecopy/crypto";
import { type CopyPrekey, equalBytes, toBase64url } from "@whosecopy/protocol";
import * as v from "valibot";
import type { ClientContext } from "../context.ts";
import { bytes, bytes16, bytes32 } from "../store/fields.ts";
import { table } from "../store/table.ts";

/** The secret of this device and one other, as its sender: made once for the other's prekey (protocol 3.1). */
const Pair = v.strictObject({
  cpkId: bytes16,
  suite: v.picklist([1, 2]),
  id: bytes32,
  enc: bytes,
  secret: bytes32,
});

const pairs = table("pair", Pair);

interface OutgoingPair {
  readonly cpkId: Uint8Array;
  readonly suite: 1 | 2;
  /** SHA-256 of `enc`: its name on the wire. */
  readonly id: Uint8Array;
  readonly enc: Uint8Array;
  readonly secret: PairSecret;
}

/** The pair secret for another device's current prekey, from the store or made now. */
export async function pairFor(
  context: ClientContext,
  params: { readonly senderDevice: Uint8Array; readonly prekey: CopyPrekey },
): Promise<OutgoingPair> {
  const { prekey, senderDevice } = params;
  const name = toBase64url(prekey.device);
  const known = await pairs.get(context.store, name);
  if (known !== undefined && equalBytes(known.cpkId, prekey.cpk_id)) {
    return { ...known, secret: asSecret<"pair-secret">(known.secret) };
  }
  const { enc, pairSecret } = await makePairSecret({
    senderDevice,
    recipientDevice: prekey.device,
    prekeyId: prekey.cpk_id,
    prekey: prekey.public_key,
    suite: prekey.suite,
    random: context.random,
  });
  const pair = { cpkId: prekey.cpk_id, suite: prekey.suite, id: sha256(enc), enc };
  await context.store.commit([pairs.put(name, { ...pair, secret: pairSecret })]);
  return { ...pair, secret: pairSecret };
}
