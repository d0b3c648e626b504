import { doesNotOpen } from "./aead.ts";
import { hpkeOpen, hpkeSeal } from "./hpke.ts";
import { label } from "./label.ts";
import type { Random } from "./random.ts";
import { asSecret, type HostShare } from "./secret.ts";

const info = label("open-response");

/**
 * OpenResponse of protocol section 3.5: S_h sealed to the ephemeral key of one signed open request. X25519 is enough: the
 * other half travels under the pair secret, and both are needed.
 * @throws WhosecopyError "bad-input" when the request's key is none
 */
export function sealOpenResponse(params: {
  /** eph_pk of the request, 32 bytes. */
  ephemeralPublicKey: Uint8Array;
  /** D("open", OpenRequest) over the bytes as received. */
  requestDigest: Uint8Array;
  hostShare: HostShare;
  random: Random;
}): Promise<Uint8Array> {
  return hpkeSeal({
    recipientPublicKey: params.ephemeralPublicKey,
    info,
    aad: params.requestDigest,
    plaintext: params.hostShare,
    random: params.random,
  });
}

/**
 * Takes S_h out of the answer to exactly this request.
 * @throws WhosecopyError "copy-damaged", the same for whatever is wrong
 */
export async function openOpenResponse(params: {
  ephemeralSecretKey: Uint8Array;
  requestDigest: Uint8Array;
  response: Uint8Array;
}): Promise<HostShare> {
  const share = await hpkeOpen({
    recipientSecretKey: params.ephemeralSecretKey,
    info,
    aad: params.requestDigest,
    sealed: params.response,
  });
  if (share.length !== 32) throw doesNotOpen();
  return asSecret<"host-share">(share);
}
