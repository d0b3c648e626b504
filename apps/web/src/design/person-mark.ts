/** How a person's mark is drawn: which of 16 tiles stand out, and in which of six hues. */
interface PersonMark {
  readonly tiles: readonly boolean[];
  readonly hue: number;
}

/**
 * A small mosaic for each name, so that people are told apart at a glance. A drawing and nothing else: it says nothing about
 * anybody's code word.
 */
export function personMark(name: string): PersonMark {
  // FNV-1a; good enough for a drawing.
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  hash = (hash ^ (hash >>> 12)) >>> 0;
  const tiles = Array.from({ length: 16 }, (_, tile) => ((hash >>> tile) & 1) === 1);
  return { tiles, hue: (hash >>> 16) % 6 };
}
