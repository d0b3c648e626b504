/**
 * The padded size of a content: a multiple of 256 bytes, and above 4 KiB the Padmé step (at most 12 % more), so that the
 * size tells little about a short text and no more than its magnitude about a long one.
 */
export function paddedSize(sizeBytes: number): number {
  const size = Math.max(256, Math.ceil(sizeBytes / 256) * 256);
  const exponent = Math.floor(Math.log2(size));
  const step = 2 ** Math.max(8, exponent - Math.floor(Math.log2(exponent)) - 1);
  return Math.ceil(size / step) * step;
}

/** The size of an application message's content before padding (RFC 9420 6.3.1): text and Ed25519 signature, each after its length. */
export function applicationContentSize(plaintextBytes: number): number {
  return (plaintextBytes < 64 ? 1 : plaintextBytes < 16384 ? 2 : 4) + plaintextBytes + 2 + 64;
}
