import { utf8, WhosecopyError } from "@whosecopy/protocol";
import { sha512 } from "./hash.ts";
import { label } from "./label.ts";

const rounds = 5200;

/**
 * The number that two people compare to know that nobody stands between them: 60 digits in 12 groups of five, the same on both
 * sides whoever asks. Made as Signal makes it: each account's digest is hashed 5,200 times with SHA-512 (h_0 =
 * SHA-512(L("safety-number") ‖ 0x00 ‖ acct), h_i = SHA-512(h_(i-1) ‖ acct)), the first 30 bytes give six groups (five
 * bytes big-endian modulo 100,000), and the smaller half comes first. To pass for somebody, an attacker needs an account
 * with the same 30 digits: about 2^99 accounts, each paid for with 5,200 hashes.
 * @param first the digest of an account's first entry (`acct`), 32 bytes; `second` the other's
 * @throws WhosecopyError "bad-input" when one has another length
 */
export function safetyNumber(first: Uint8Array, second: Uint8Array): string {
  return [half(first), half(second)].sort().join(" ");
}

function half(acct: Uint8Array): string {
  if (acct.length !== 32) throw new WhosecopyError("bad-input", "an account's digest has 32 bytes");
  let hash = sha512(label("safety-number"), utf8("\0"), acct);
  for (let round = 0; round < rounds; round++) hash = sha512(hash, acct);
  const groups: string[] = [];
  for (let start = 0; start < 30; start += 5) {
    const value = hash.subarray(start, start + 5).reduce((sum, byte) => sum * 256 + byte, 0);
    groups.push(String(value % 100_000).padStart(5, "0"));
  }
  return groups.join(" ");
}
