import { sha256 as nobleSha256, sha512 as nobleSha512 } from "@noble/hashes/sha2.js";
import { label } from "./label.ts";

const zero = new Uint8Array(1);

/** SHA-256 of the parts joined, 32 bytes. Parts of varying length need a length or a fixed place: joining is not injective. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = nobleSha256.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** SHA-512 of the parts joined, 64 bytes. */
export function sha512(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = nobleSha512.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** D(type, body) of protocol section 3.0: SHA-256(L(type) ‖ 0x00 ‖ body), over the bytes as received. */
export function digest(type: string, body: Uint8Array): Uint8Array {
  return sha256(label(type), zero, body);
}
