import { concatBytes } from "@whosecopy/protocol";
import { prg } from "../prg.ts";

const p = 2n ** 130n - 5n;
const block = 2n ** 128n;

const littleEndian = (bytes: Uint8Array) => bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
const bytesOf = (value: bigint) => Uint8Array.from({ length: 16 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
const modulo = (value: bigint) => ((value % p) + p) % p;

function power(base: bigint, exponent: bigint): bigint {
  if (exponent === 0n) return 1n;
  const half = power((base * base) % p, exponent / 2n);
  return exponent % 2n === 1n ? (half * base) % p : half;
}

/**
 * A ciphertext with a tag that ChaCha20-Poly1305 (nonce 0) accepts under both keys, for an `aad` of whole blocks: the attack
 * for which a commitment is needed (Len, Grubbs, Ristenpart, "Partitioning Oracle Attacks", 2021). The last block
 * before the lengths is solved so that both one-time authenticators agree.
 */
export function ciphertextForTwoKeys(keys: readonly [Uint8Array, Uint8Array], aad: Uint8Array): Uint8Array {
  const clamp = 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  const [one, two] = keys.map((key) => {
    const bytes = prg(key, 32);
    return { r: littleEndian(bytes.subarray(0, 16)) & clamp, s: littleEndian(bytes.subarray(16)) };
  }) as [{ r: bigint; s: bigint }, { r: bigint; s: bigint }];
  const lengths = block + BigInt(aad.length) + (32n << 64n);

  // The polynomial without the unknown block, which is multiplied by r^2 (the lengths come after it, by r).
  const known = (r: bigint, first: Uint8Array) => {
    let sum = 0n;
    const all = concatBytes(aad, first);
    for (let at = 0; at < all.length; at += 16) {
      sum = modulo((sum + block + littleEndian(all.subarray(at, at + 16))) * r);
    }
    return modulo((sum * r + lengths) * r);
  };
  const inverse = power(modulo(one.r * one.r - two.r * two.r), p - 2n);
  for (let attempt = 0; attempt < 10_000; attempt++) {
    const first = bytesOf(BigInt(attempt));
    const [a, b] = [known(one.r, first), known(two.r, first)];
    // Tags are taken modulo 2^128, so the authenticators may differ by a few multiples of it.
    for (let wrap = -4n; wrap <= 4n; wrap++) {
      const x = modulo((b + two.s - a - one.s + wrap * block) * inverse);
      if (x < block || x >= 2n * block) continue;
      const tag = (modulo(a + x * one.r * one.r) + one.s) % block;
      if (tag === (modulo(b + x * two.r * two.r) + two.s) % block)
        return concatBytes(first, bytesOf(x - block), bytesOf(tag));
    }
  }
  throw new RangeError("no such ciphertext was found");
}
