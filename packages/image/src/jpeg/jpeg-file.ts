import { concatBytes, u16be } from "@whosecopy/protocol";
import type { HuffmanTable, HuffmanTables } from "./huffman-tables.ts";
import type { QuantTables } from "./quantisation.ts";
import type { Subsampling } from "./row-planes.ts";

/** Everything that a decoder must know before the entropy-coded data of a baseline JPEG. */
export interface JpegHead {
  /** Pixels, 1 to 65,535. */
  readonly width: number;
  readonly height: number;
  /** "grey" has one component, the others three. */
  readonly layout: Subsampling | "grey";
  readonly quant: QuantTables;
  readonly huffman: HuffmanTables;
  /** MCUs between restart markers; 0 for none. */
  readonly restartInterval: number;
}

/** The segments of a JFIF file from SOI to the start of the scan (T.81 B.2.1, JFIF 1.01). */
function jpegHeadBytes(head: JpegHead): Uint8Array {
  const { layout, quant, huffman } = head;
  const grey = layout === "grey";
  const sampling = layout === "4:2:0" ? 0x22 : 0x11;
  const components = grey
    ? [[1, 0x11, 0]]
    : [
        [1, sampling, 0],
        [2, 0x11, 1],
        [3, 0x11, 1],
      ];
  return concatBytes(
    Uint8Array.of(0xff, 0xd8),
    segment(0xe0, Uint8Array.of(0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0)),
    segment(0xdb, Uint8Array.of(0), quant.luma, ...(grey ? [] : [Uint8Array.of(1), quant.chroma])),
    segment(
      0xc0,
      Uint8Array.of(8),
      u16be(head.height),
      u16be(head.width),
      Uint8Array.of(components.length, ...components.flat()),
    ),
    segment(
      0xc4,
      ...table(0x00, huffman.lumaDc),
      ...table(0x10, huffman.lumaAc),
      ...(grey ? [] : [...table(0x01, huffman.chromaDc), ...table(0x11, huffman.chromaAc)]),
    ),
    ...(head.restartInterval > 0 ? [segment(0xdd, u16be(head.restartInterval))] : []),
    segment(
      0xda,
      Uint8Array.of(components.length, ...components.flatMap(([id = 0], i) => [id, i === 0 ? 0x00 : 0x11]), 0, 63, 0),
    ),
  );
}

/**
 * A whole JPEG file from its head and its runs in order, with the restart marker that follows from the position between
 * them (RSTn, n = i mod 8).
 */
export function jpegFile(head: JpegHead, runs: readonly Uint8Array[]): Uint8Array {
  const start = jpegHeadBytes(head);
  let size = start.length + 2 + 2 * Math.max(runs.length - 1, 0);
  for (const run of runs) size += run.length;
  const file = new Uint8Array(size);
  file.set(start);
  let at = start.length;
  for (let i = 0; i < runs.length; i++) {
    if (i > 0) {
      file[at++] = 0xff;
      file[at++] = 0xd0 + ((i - 1) & 7);
    }
    const run = runs[i]!;
    file.set(run, at);
    at += run.length;
  }
  file[at++] = 0xff;
  file[at] = 0xd9;
  return file;
}

function segment(marker: number, ...parts: Uint8Array[]): Uint8Array {
  const body = concatBytes(...parts);
  return concatBytes(Uint8Array.of(0xff, marker), u16be(body.length + 2), body);
}

function table(id: number, huffman: HuffmanTable): Uint8Array[] {
  return [Uint8Array.of(id), huffman.counts, huffman.symbols];
}
