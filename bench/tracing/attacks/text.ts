import type { Picture } from "@whosecopy/image";
import { type Colour, cover, edge } from "./raster.ts";

/** Capital letters in 5 columns of 7 dots, the lowest bit on top. */
const letters: Record<string, string> = {
  A: "7c1211127c",
  B: "7f49494936",
  C: "3e41414122",
  D: "7f4141413e",
  E: "7f49494941",
  F: "7f09090901",
  G: "3e41415173",
  H: "7f0808087f",
  I: "00417f4100",
  J: "2040413f01",
  K: "7f08142241",
  L: "7f40404040",
  M: "7f021c027f",
  N: "7f0408107f",
  O: "3e4141413e",
  P: "7f09090906",
  Q: "3e4151215e",
  R: "7f09192946",
  S: "2649494932",
  T: "03017f0103",
  U: "3f4040403f",
  V: "1f2040201f",
  W: "3f4038403f",
  X: "6314081463",
  Y: "0304780403",
  Z: "6159494d43",
  "0": "3e5149453e",
  "1": "00427f4000",
  "2": "7249494946",
  "3": "2141494d33",
  "4": "1814127f10",
  "5": "2745454539",
  "6": "3c4a494931",
  "7": "4121110907",
  "8": "3649494936",
  "9": "464949291e",
  ":": "0000140000",
  ".": "0060600000",
  "!": "00005f0000",
  "?": "0201590906",
};

function dot(letter: string, column: number, row: number): number {
  const columns = letters[letter];
  if (columns === undefined || column < 0 || column > 4 || row < 0 || row > 6) return 0;
  return (parseInt(columns.slice(2 * column, 2 * column + 2), 16) >> row) & 1;
}

/** Between the dots, so that strokes are smooth at any size: above 0.5 inside of a stroke. */
function ink(text: string, column: number, row: number): number {
  const at = (c: number, r: number): number => dot(text[Math.floor(c / 6)] ?? " ", c - 6 * Math.floor(c / 6), r);
  const [c0, r0] = [Math.floor(column), Math.floor(row)];
  const [fx, fy] = [column - c0, row - r0];
  const top = at(c0, r0) * (1 - fx) + at(c0 + 1, r0) * fx;
  const bottom = at(c0, r0 + 1) * (1 - fx) + at(c0 + 1, r0 + 1) * fx;
  return top * (1 - fy) + bottom * fy;
}

export function textWidth(text: string, height: number): number {
  return (height / 7) * (6 * text.length - 1);
}

/** Writes a line in place, its top left corner at x, y; `outline` puts a rim of that colour around the letters. */
export function write(params: {
  onto: Picture;
  text: string;
  x: number;
  y: number;
  /** Of a letter, in pixels. */
  height: number;
  colour: Colour;
  outline?: Colour;
  cover?: number;
}): void {
  const { onto, text, x, y, height, colour, outline, cover: share = 1 } = params;
  const size = height / 7;
  const rim = outline === undefined ? 0 : 0.6;
  const area = { onto, x: x - size, y: y - size, width: textWidth(text, height) + 2 * size, height: height + 2 * size };
  const inkAt = (px: number, py: number, dx: number, dy: number): number =>
    ink(text, (px - x) / size - 0.5 + dx, (py - y) / size - 0.5 + dy);
  if (outline !== undefined) {
    const around = (px: number, py: number): number => {
      let most = 0;
      for (let k = 0; k < 8; k++) {
        const angle = (k * Math.PI) / 4;
        most = Math.max(most, inkAt(px, py, rim * Math.cos(angle), rim * Math.sin(angle)));
      }
      return share * edge((most - 0.5) * size);
    };
    cover({ ...area, colour: outline, cover: around });
  }
  cover({ ...area, colour, cover: (px, py) => share * edge((inkAt(px, py, 0, 0) - 0.42) * size) });
}
