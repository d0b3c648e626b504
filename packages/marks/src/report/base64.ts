/** Bytes that become one string at a time: a multiple of three, so that the pieces join. */
const piece = 3 * 8192;

/** Base64 with padding, as data URLs want it. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += piece) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + piece))));
  }
  return parts.join("");
}
