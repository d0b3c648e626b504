import { sha256, signingPublicKey } from "@whosecopy/crypto";
import { concatBytes, utf8, WhosecopyError } from "@whosecopy/protocol";

// Crockford's alphabet: no I, L, O or U, so that a handwritten key is read as it was meant.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const version = 1;
const checksumLength = 4;

function checksum(body: Uint8Array): Uint8Array {
  return sha256(utf8("recovery-key"), body).slice(0, checksumLength);
}

/** The recovery key (RK, protocol 3.1) as a person prints it: 60 letters and digits in groups of five, with a checksum. */
export function printRecoveryKey(secretKey: Uint8Array): string {
  const body = concatBytes(Uint8Array.of(version), secretKey);
  const digits = toBase32(concatBytes(body, checksum(body)));
  return (digits.match(/.{1,5}/g) ?? []).join("-");
}

/**
 * Reads a printed recovery key; spaces, dashes, case and the letters that look like digits don't matter.
 *
 * @throws WhosecopyError "bad-input" when it is not whole
 */
export function readRecoveryKey(printed: string): { readonly secretKey: Uint8Array; readonly publicKey: Uint8Array } {
  const text = printed.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const bytes = fromBase32(text);
  const body = bytes.subarray(0, 33);
  const sum = bytes.subarray(33);
  if (
    bytes.length !== 33 + checksumLength ||
    body[0] !== version ||
    checksum(body).some((byte, i) => byte !== sum[i])
  ) {
    throw new WhosecopyError("bad-input", "not a whole recovery key");
  }
  const secretKey = body.slice(1);
  return { secretKey, publicKey: signingPublicKey(secretKey) };
}

function toBase32(bytes: Uint8Array): string {
  let text = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet[(buffer >> (bits - 5)) & 31] ?? "";
    buffer &= (1 << bits) - 1;
  }
  if (bits > 0) text += alphabet[(buffer << (5 - bits)) & 31] ?? "";
  return text;
}

function fromBase32(text: string): Uint8Array {
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value < 0) throw new WhosecopyError("bad-input", "a recovery key has no such character");
    buffer = (buffer << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bytes.push((buffer >> (bits - 8)) & 0xff);
      bits -= 8;
    }
    buffer &= (1 << bits) - 1;
  }
  return Uint8Array.from(bytes);
}
