import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8, WhosecopyError } from "@whosecopy/protocol";
import { leafHash } from "./hash.ts";

// L("event") of protocol section 3.0, repeated here because this package stands beside the one that makes labels.
const eventLabel = utf8("marked-media/1/event");

/**
 * The leaf hash of an entry in the log of events: SHA-256(0x00 ‖ SHA-256(L("event") ‖ salt ‖ event)), protocol section 3.9.
 * Without the salt (32 random bytes) nobody can tell from the leaf what happened, not even its type.
 * @throws WhosecopyError "internal" for a salt of another length.
 */
export function eventLeaf(params: { salt: Uint8Array; event: Uint8Array }): Uint8Array {
  if (params.salt.length !== 32) throw new WhosecopyError("internal", "the salt of an event has 32 bytes");
  return leafHash(sha256(concatBytes(eventLabel, params.salt, params.event)));
}
