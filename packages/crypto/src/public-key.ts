import { equalBytes } from "@whosecopy/protocol";

const hex = (digits: string) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

// p = 2^255 - 19, little-endian, and the y of the eight points of small order (RFC 7748 section 7 names the risk): for such
// a key there are signatures that hold for any message. The top bit (sign of x) is left out of the comparison.
const fieldOrder = hex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
const smallOrder = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
].map(hex);

/**
 * Whether 32 bytes can be somebody's Ed25519 key: y below the field's order, and not a point of small order. Whether there is
 * a point at all is found out by verifying.
 */
export function isSoundPublicKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== 32) return false;
  const y = publicKey.slice();
  y[31] = (y[31] ?? 0) & 0x7f;
  return isBelow(y, fieldOrder) && !smallOrder.some((point) => equalBytes(point, y));
}

function isBelow(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
