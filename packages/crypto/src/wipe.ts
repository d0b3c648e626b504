/**
 * Overwrites secrets with zeros when they are no longer needed. The engine may have copied them before, so this shortens
 * how long they lie in memory; it is not proof of erasure.
 */
export function wipe(...arrays: readonly Uint8Array[]): void {
  for (const array of arrays) array.fill(0);
}
