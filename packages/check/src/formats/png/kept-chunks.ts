/** What it takes to show the picture and its animation, with the lengths that the specification gives; no more is kept. */
const lengths: ReadonlyMap<string, (length: number) => boolean> = new Map([
  ["IHDR", is(13)],
  ["PLTE", (length: number) => length <= 768 && length % 3 === 0],
  ["tRNS", (length: number) => length <= 256],
  ["IDAT", () => true],
  ["IEND", is(0)],
  ["gAMA", is(4)],
  ["cHRM", is(32)],
  ["sRGB", is(1)],
  ["sBIT", (length: number) => length <= 4],
  ["bKGD", (length: number) => length <= 6],
  ["cICP", is(4)],
  ["mDCV", is(24)],
  ["cLLI", is(8)],
  ["acTL", is(8)],
  ["fcTL", is(26)],
  ["fdAT", (length: number) => length >= 4],
]);

function is(expected: number): (length: number) => boolean {
  return (length) => length === expected;
}

/** True for a chunk that a decoder needs, of the length that it has to have. */
export function isNeeded({ type, length }: { readonly type: string; readonly length: number }): boolean {
  return lengths.get(type)?.(length) ?? false;
}
