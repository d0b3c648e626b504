/** A number from 0 up to and without `below`, by the system's own randomness. */
export function chance(below: number): number {
  const [value = 0] = crypto.getRandomValues(new Uint32Array(1));
  return Math.floor((value / 2 ** 32) * below);
}

/** One of several. */
export function oneOf<Value>(values: readonly Value[]): Value | undefined {
  return values[chance(values.length)];
}
