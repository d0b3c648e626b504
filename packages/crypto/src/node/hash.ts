import { createHash } from "node:crypto";

/** `sha256` by OpenSSL: the same bytes, several times faster on large inputs. */
export function nodeSha256(...parts: readonly Uint8Array[]): Uint8Array {
  return joined("sha256", parts);
}

/** `sha512` by OpenSSL. */
export function nodeSha512(...parts: readonly Uint8Array[]): Uint8Array {
  return joined("sha512", parts);
}

function joined(algorithm: string, parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}
