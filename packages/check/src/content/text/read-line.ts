import type { Picture } from "@whosecopy/image";
import type { Block, Network } from "../network/network.ts";
import type { SlantedBox } from "./box-map.ts";

/** A line as the network read it. */
export interface ReadLine {
  readonly text: string;
  /** 0 to 1: mean over its letters. */
  readonly sureness: number;
}

/** The height that the network reads at; pixels. */
const heightPx = 48;
/** Longer lines are squeezed: letters get narrow, memory stays bounded. */
const mostWidthPx = 2400;
const leastWidthPx = 64;

/** Letters in the order of the network's classes: nothing first, space last. */
export function alphabetOf(bytes: Uint8Array): readonly string[] {
  const letters = new TextDecoder().decode(bytes).replaceAll("\r", "").split("\n");
  if (letters.at(-1) === "") letters.pop();
  return ["", ...letters, " "];
}

/** What reading takes. */
export interface LineReader {
  readonly network: Network;
  readonly alphabet: readonly string[];
}

/** Below, a line is also read upside down. */
const surely = 0.75;

/** Reads one line; one that lies upside down is read the other way round when that makes more sense. */
export async function readLine(picture: Picture, box: SlantedBox, reader: LineReader): Promise<ReadLine> {
  const first = await readAsItLies(picture, box, reader);
  if (first.sureness >= surely) return first;
  const second = await readAsItLies(picture, turned(box), reader);
  return second.sureness > first.sureness + 0.1 ? second : first;
}

/** Both readings: rows of ones and zeros make sense either way. */
export async function readBothWays(
  picture: Picture,
  box: SlantedBox,
  reader: LineReader,
): Promise<readonly [ReadLine, ReadLine]> {
  return [await readAsItLies(picture, box, reader), await readAsItLies(picture, turned(box), reader)];
}

function turned(box: SlantedBox): SlantedBox {
  return { ...box, angle: box.angle + Math.PI };
}

async function readAsItLies(picture: Picture, box: SlantedBox, { network, alphabet }: LineReader): Promise<ReadLine> {
  return decodeLine(await onlyOutput(network, cutLine(picture, box)), alphabet);
}

async function onlyOutput(network: Network, input: Block): Promise<Block> {
  const [output] = (await network.run(input)).values();
  return output!;
}

/** The line laid flat, 48 pixels high; each sample is the mean of as many points as the picture is finer. */
function cutLine(picture: Picture, box: SlantedBox): Block {
  const width = Math.min(
    mostWidthPx,
    Math.max(leastWidthPx, 8 * Math.ceil((heightPx * box.length) / box.thickness / 8)),
  );
  const stepAlong = box.length / width;
  const stepAcross = box.thickness / heightPx;
  const points = Math.min(6, Math.max(1, Math.ceil(Math.max(stepAlong, stepAcross))));
  const [cos, sin] = [Math.cos(box.angle), Math.sin(box.angle)];
  const area = width * heightPx;
  const data = new Float32Array(3 * area);
  const sample = [0, 0, 0] as [number, number, number];
  for (let row = 0; row < heightPx; row++) {
    for (let column = 0; column < width; column++) {
      sample.fill(0);
      for (let j = 0; j < points; j++) {
        for (let i = 0; i < points; i++) {
          const u = (column + (i + 0.5) / points) * stepAlong - box.length / 2;
          const v = (row + (j + 0.5) / points) * stepAcross - box.thickness / 2;
          addSample(picture, box.centreX + u * cos - v * sin - 0.5, box.centreY + u * sin + v * cos - 0.5, sample);
        }
      }
      const at = row * width + column;
      const scale = 1 / (127.5 * points * points);
      data[at] = sample[2] * scale - 1;
      data[area + at] = sample[1] * scale - 1;
      data[2 * area + at] = sample[0] * scale - 1;
    }
  }
  return { dims: [1, 3, heightPx, width], data };
}

/** Adds the colour between four pixels; beyond the edge the edge goes on. */
function addSample({ width, height, rgb }: Picture, x: number, y: number, sum: [number, number, number]): void {
  const cx = Math.min(Math.max(x, 0), width - 1);
  const cy = Math.min(Math.max(y, 0), height - 1);
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const fx = cx - x0;
  const fy = cy - y0;
  const right = x0 + 1 < width ? 3 : 0;
  const below = y0 + 1 < height ? 3 * width : 0;
  const p = 3 * (y0 * width + x0);
  for (let c = 0; c < 3; c++) {
    const top = rgb[p + c]! * (1 - fx) + rgb[p + right + c]! * fx;
    const bottom = rgb[p + below + c]! * (1 - fx) + rgb[p + below + right + c]! * fx;
    sum[c] = sum[c]! + top * (1 - fy) + bottom * fy;
  }
}

/** The likeliest letter at each step, repeats and nothings dropped (CTC). */
function decodeLine({ dims, data }: Block, alphabet: readonly string[]): ReadLine {
  const [, steps = 0, classes = 0] = dims;
  let text = "";
  let sum = 0;
  let letters = 0;
  let last = 0;
  for (let step = 0; step < steps; step++) {
    let best = 0;
    let value = -Infinity;
    for (let k = 0, p = step * classes; k < classes; k++, p++) {
      if (data[p]! > value) {
        value = data[p]!;
        best = k;
      }
    }
    if (best !== 0 && best !== last) {
      text += alphabet[best] ?? "";
      sum += value;
      letters++;
    }
    last = best;
  }
  return { text: text.trim(), sureness: letters === 0 ? 0 : sum / letters };
}
