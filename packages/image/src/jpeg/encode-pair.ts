import { WhosecopyError } from "@whosecopy/protocol";
import type { Picture } from "../picture.ts";
import { type CodeList, codeBlock, codeBlockPair, codeList, componentTables, maxCodesPerBlock } from "./block-coder.ts";
import { fdct } from "./fdct.ts";
import { standardHuffman } from "./huffman-tables.ts";
import type { JpegHead } from "./jpeg-file.ts";
import { quantTables } from "./quantisation.ts";
import { colourPlanes } from "./row-planes.ts";
import { type Runs, RunWriter } from "./run-writer.ts";

/** A pattern to add to the brightness of one variant and to take from that of the other, delivered in bands. */
export interface PatternRows {
  /**
   * Writes `count` lines from line `y0` on into `out`, `width` values each, in luma levels of 0 to 255.
   * Called in order, each line once.
   */
  rows(y0: number, count: number, out: Float32Array): void;
}

interface EncodePairParams {
  readonly picture: Picture;
  readonly pattern: PatternRows;
  /** 1 to 100 on libjpeg's scale. */
  readonly quality: number;
  /** MCUs (16x16 pixels) between restart markers; divides the MCUs per row. */
  readonly restartInterval: number;
  /** Called after each row of MCUs with the share done, 0 to 1. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/** Two variants of a picture with one head: any run of one may stand in the place of the same run of the other. */
export interface EncodedPair {
  readonly head: JpegHead;
  /** picture + pattern. */
  readonly plus: Runs;
  /** picture - pattern. */
  readonly minus: Runs;
  /**
   * Peak signal-to-noise ratio of the pattern in dB: marked against unmarked brightness, clipped to 0..255, before
   * JPEG, mean square over both variants. Infinity when nothing was changed.
   */
  readonly psnrDb: number;
}

/** After how many pixels others get a turn on the event loop. */
const pixelsPerTurn = 1_000_000;

/**
 * Writes picture + pattern and picture - pattern as the runs of two baseline JPEGs (4:2:0) in one pass: the cosine
 * transform is linear, so that each block and its pattern are transformed once; colour is coded once and copied.
 * @throws WhosecopyError "cancelled" when the signal says so.
 */
export async function encodePair(params: EncodePairParams): Promise<EncodedPair> {
  const { picture, pattern, quality, restartInterval, onProgress, signal } = params;
  const { width, height } = picture;
  const planes = colourPlanes(picture, "4:2:0");
  const quant = quantTables(quality);
  const huffman = standardHuffman;
  const lumaTables = componentTables({ quant: quant.luma, dc: huffman.lumaDc, ac: huffman.lumaAc });
  const chromaTables = componentTables({ quant: quant.chroma, dc: huffman.chromaDc, ac: huffman.chromaAc });
  const mcusPerRow = planes.stride / 16;
  const mcuRows = Math.ceil(height / 16);
  if (restartInterval < 1 || mcusPerRow % restartInterval !== 0) {
    throw new WhosecopyError("internal", "the restart interval must divide the MCUs per row");
  }
  const size = {
    expectedBytes: Math.ceil((width * height) / 3) + 1024,
    runs: (mcusPerRow / restartInterval) * mcuRows,
  };
  const plusWriter = new RunWriter(size);
  const minusWriter = new RunWriter(size);
  const capacity = restartInterval * 6 * maxCodesPerBlock;
  const lists = { plus: codeList(capacity), minus: codeList(capacity) };
  const blue = codeList(maxCodesPerBlock);
  const red = codeList(maxCodesPerBlock);
  const change = patternBand(pattern, width, height, planes.stride);
  const block = new Float64Array(64);
  const patternBlock = new Float64Array(64);
  let errorSum = 0;

  const codeMcu = (mcu: number): void => {
    for (let v = 0; v < 2; v++) {
      for (let h = 0; h < 2; h++) {
        const offset = 8 * (v * planes.stride + mcu * 2 + h);
        fdct(planes.luma, offset, planes.stride, block);
        fdct(change.band, offset, planes.stride, patternBlock);
        codeBlockPair(block, patternBlock, lumaTables, lists);
      }
    }
    blue.count = 0;
    fdct(planes.blue, 8 * mcu, planes.chromaStride, block);
    codeBlock(block, chromaTables, blue);
    red.count = 0;
    fdct(planes.red, 8 * mcu, planes.chromaStride, block);
    codeBlock(block, chromaTables, red);
    for (const list of [lists.plus, lists.minus]) {
      append(list, blue);
      append(list, red);
    }
  };

  let pixelsSinceTurn = 0;
  for (let row = 0; row < mcuRows; row++) {
    planes.fill(16 * row);
    change.fill(16 * row);
    errorSum += squaredChange({
      luma: planes.luma,
      change: change.band,
      stride: planes.stride,
      width,
      lines: Math.min(16, height - 16 * row),
    });
    for (let first = 0; first < mcusPerRow; first += restartInterval) {
      for (const list of [lists.plus, lists.minus, blue, red]) {
        list.count = 0;
        list.previousDc = 0;
      }
      for (let mcu = first; mcu < first + restartInterval; mcu++) codeMcu(mcu);
      plusWriter.write(lists.plus.codes, lists.plus.count);
      plusWriter.endRun();
      minusWriter.write(lists.minus.codes, lists.minus.count);
      minusWriter.endRun();
    }
    onProgress?.((row + 1) / mcuRows);
    pixelsSinceTurn += 16 * width;
    if (pixelsSinceTurn >= pixelsPerTurn) {
      pixelsSinceTurn = 0;
      await new Promise((resolve) => setTimeout(resolve));
    }
    if (signal?.aborted === true) throw new WhosecopyError("cancelled", "encoding was cancelled");
  }
  const meanSquare = errorSum / (2 * width * height);
  return {
    head: { width, height, layout: "4:2:0", quant, huffman, restartInterval },
    plus: plusWriter.finish(),
    minus: minusWriter.finish(),
    psnrDb: meanSquare === 0 ? Infinity : 10 * Math.log10((255 * 255) / meanSquare),
  };
}

function append(list: CodeList, more: CodeList): void {
  const { codes, count } = list;
  for (let i = 0; i < more.count; i++) codes[count + i] = more.codes[i]!;
  list.count = count + more.count;
}

/** The pattern of one row of MCUs, repeated beyond the right and lower edges as the picture is. */
function patternBand(
  pattern: PatternRows,
  width: number,
  height: number,
  stride: number,
): { band: Float32Array; fill(y0: number): void } {
  const band = new Float32Array(16 * stride);
  const exact = width === stride ? band : new Float32Array(16 * width);
  return {
    band,
    fill(y0) {
      const lines = Math.min(16, height - y0);
      pattern.rows(y0, lines, exact.subarray(0, lines * width));
      if (exact !== band) {
        for (let line = 0; line < lines; line++) {
          const start = line * stride;
          band.set(exact.subarray(line * width, (line + 1) * width), start);
          band.fill(band[start + width - 1]!, start + width, start + stride);
        }
      }
      for (let line = lines; line < 16; line++) band.copyWithin(line * stride, (lines - 1) * stride, lines * stride);
    },
  };
}

/** Sum over both variants of the squared change that a viewer sees: brightness stays within 0..255 (here -128..127). */
function squaredChange(area: {
  luma: Float32Array;
  change: Float32Array;
  stride: number;
  width: number;
  lines: number;
}): number {
  const { luma, change, stride, width, lines } = area;
  let sum = 0;
  for (let line = 0; line < lines; line++) {
    const end = line * stride + width;
    for (let i = line * stride; i < end; i++) {
      const w = change[i]!;
      const size = w < 0 ? -w : w;
      const y = luma[i]!;
      const above = 127 - y;
      const below = 128 + y;
      const up = size < above ? size : above;
      const down = size < below ? size : below;
      sum += up * up + down * down;
    }
  }
  return sum;
}
