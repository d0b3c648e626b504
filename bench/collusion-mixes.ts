import type { Picture } from "@whosecopy/image";
import { type PixelRect, type TileGrid, tileRect } from "@whosecopy/marks";

/** Copies of one picture in the same hands, and what an attacker at his best knows about them. */
export interface Copies {
  readonly grid: TileGrid;
  readonly pictures: readonly Picture[];
  /**
   * Which variant each copy holds in each tile. Somebody who compares copies sees only which of them agree; here he is given the labels,
   * so that minority and all-ones are as bad as they can be.
   */
  readonly words: readonly Uint8Array[];
  /** Whole numbers below `limit`, the same ones every time. */
  readonly random: (limit: number) => number;
}

/** Chooses for every tile the copy that it is taken from. */
type Choice = (params: { t: number; bits: readonly number[]; ones: number; copies: Copies }) => number;

const anyCopy: Choice = ({ bits, copies }) => copies.random(bits.length);

/** Some copy that holds this variant. */
function holder(bits: readonly number[], variant: number, copies: Copies): number {
  const holders = bits.flatMap((bit, i) => (bit === variant ? [i] : []));
  return holders[copies.random(holders.length)] ?? copies.random(bits.length);
}

const blockOfTiles = 8;

const choices: Record<string, Choice> = {
  interleaving: anyCopy,
  "random choice": ({ bits, copies }) => holder(bits, copies.random(2), copies),
  majority: ({ bits, ones, copies }) => {
    if (2 * ones === bits.length) return copies.random(bits.length);
    return holder(bits, 2 * ones > bits.length ? 1 : 0, copies);
  },
  minority: ({ bits, ones, copies }) => {
    if (2 * ones === bits.length || ones === 0 || ones === bits.length) return copies.random(bits.length);
    return holder(bits, 2 * ones > bits.length ? 0 : 1, copies);
  },
  "all-ones": ({ bits, copies }) => holder(bits, 1, copies),
};

function choosing(choice: Choice): (copies: Copies) => Picture {
  return (copies) => {
    const { grid, pictures, words } = copies;
    const out = blank(pictures);
    for (let t = 0; t < grid.count; t++) {
      const bits = words.map((word) => word[t] ?? 0);
      const ones = bits.reduce((sum, bit) => sum + bit, 0);
      paste(pictures[choice({ t, bits, ones, copies })], out, tileRect(grid, t));
    }
    return out;
  };
}

/** Large pieces, as with scissors: blocks of 8 by 8 tiles, each from one copy. */
function cutAndPaste(copies: Copies): Picture {
  const { grid, pictures, random } = copies;
  const out = blank(pictures);
  const across = Math.ceil(grid.columns / blockOfTiles);
  const owner = Array.from({ length: across * Math.ceil(grid.rows / blockOfTiles) }, () => random(pictures.length));
  for (let t = 0; t < grid.count; t++) {
    const column = Math.floor((t % grid.columns) / blockOfTiles);
    const row = Math.floor(Math.floor(t / grid.columns) / blockOfTiles);
    paste(pictures[owner[row * across + column] ?? 0], out, tileRect(grid, t));
  }
  return out;
}

/** Samples of all copies at one place, in ascending order, become one sample. */
function perSample(combine: (sorted: Uint8Array) => number): (copies: Copies) => Picture {
  return ({ pictures }) => {
    const out = blank(pictures);
    const planes = pictures.map(({ rgb }) => rgb);
    const sorted = new Uint8Array(planes.length);
    for (let i = 0; i < out.rgb.length; i++) {
      // Insertion sort: two to five values, for every sample of twelve megapixels.
      for (let k = 0; k < sorted.length; k++) {
        const value = planes[k]![i]!;
        let at = k;
        for (; at > 0 && sorted[at - 1]! > value; at--) sorted[at] = sorted[at - 1]!;
        sorted[at] = value;
      }
      out.rgb[i] = combine(sorted);
    }
    return out;
  };
}

function mean(values: Uint8Array): number {
  let sum = 0.5;
  for (const value of values) sum += value / values.length;
  return Math.floor(sum);
}

function median(sorted: Uint8Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]! + 1) >> 1;
}

/** Where copies differ, halfway between the two variants: nothing of the mark is left there, whoever held what. */
const blanking = perSample((sorted) => (sorted[0]! + sorted[sorted.length - 1]! + 1) >> 1);

/** What people may do with several copies: those that are held to the aim. */
export const mixes: Record<string, (copies: Copies) => Picture> = {
  averaging: perSample(mean),
  ...Object.fromEntries(Object.entries(choices).map(([name, choice]) => [name, choosing(choice)])),
  "cut-and-paste": cutAndPaste,
  median: perSample(median),
};

/** Those that are measured beside them. */
export const furtherMixes: Record<string, (copies: Copies) => Picture> = { blanking };

function blank(pictures: readonly Picture[]): Picture {
  const { width, height } = pictures[0] ?? { width: 0, height: 0 };
  return { width, height, rgb: new Uint8Array(3 * width * height) };
}

function paste(from: Picture | undefined, to: Picture, rect: PixelRect): void {
  if (from === undefined) return;
  for (let y = rect.y; y < rect.y + rect.height; y++) {
    const at = 3 * (y * to.width + rect.x);
    to.rgb.set(from.rgb.subarray(at, at + 3 * rect.width), at);
  }
}
