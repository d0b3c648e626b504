import { concatBytes, WhosecopyError } from "@whosecopy/protocol";
import { hkdf } from "./kdf.ts";
import { label } from "./label.ts";
import type { HostShare, SenderShare } from "./secret.ts";

/** bk and bkc of protocol section 3.4: the key that seals one copy's bundle, and the commitment to it. 32 bytes each. */
export type CopyKey = { key: Uint8Array; commitment: Uint8Array };

/**
 * bk ‖ bkc = HKDF(salt = copy_id, ikm = S_a ‖ S_h [‖ W], info = L("copy-key") ‖ D("core", core), 64). Neither share alone
 * says anything about it, and another core (another policy, another audience) gives another key.
 * @throws WhosecopyError "bad-input" when a part has the wrong length
 */
export function deriveCopyKey(params: {
  /** 16 bytes. */
  copyId: Uint8Array;
  senderShare: SenderShare;
  hostShare: HostShare;
  /** W: from the word of a link, 32 bytes. */
  wordKey?: Uint8Array;
  /** D("core", core), 32 bytes. */
  coreDigest: Uint8Array;
}): CopyKey {
  const { copyId, senderShare, hostShare, wordKey, coreDigest } = params;
  const lengths = [senderShare.length, hostShare.length, coreDigest.length, wordKey?.length ?? 32];
  if (copyId.length !== 16 || lengths.some((length) => length !== 32)) {
    throw new WhosecopyError("bad-input", "a part of a copy key has the wrong length");
  }
  const ikm = concatBytes(senderShare, hostShare, wordKey ?? new Uint8Array(0));
  const okm = hkdf(ikm, { salt: copyId, info: concatBytes(label("copy-key"), coreDigest), length: 64 });
  return { key: okm.slice(0, 32), commitment: okm.slice(32) };
}
