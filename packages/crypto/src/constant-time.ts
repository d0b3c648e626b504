/**
 * True when both hold the same bytes, in a time that depends on the lengths only. Use it wherever one side is secret:
 * commitments to keys, authenticators, shares.
 */
export function equalSecret(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
