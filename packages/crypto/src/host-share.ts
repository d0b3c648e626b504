import { equalSecret } from "./constant-time.ts";
import { sha256 } from "./hash.ts";
import { label } from "./label.ts";
import type { HostShare } from "./secret.ts";

/** host_share_com = SHA-256(L("host-share") ‖ copy_id ‖ S_h): goes into the signed core (protocol section 3.4), 32 bytes. */
export function hostShareCommitment(params: { copyId: Uint8Array; hostShare: HostShare }): Uint8Array {
  return sha256(label("host-share"), params.copyId, params.hostShare);
}

/** Whether a share is the one that the sender signed: checked by the host when it is handed in, by the recipient at each open. */
export function isCommittedHostShare(params: {
  copyId: Uint8Array;
  hostShare: HostShare;
  commitment: Uint8Array;
}): boolean {
  return equalSecret(hostShareCommitment(params), params.commitment);
}
