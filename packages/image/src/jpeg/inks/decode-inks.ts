import { WhosecopyError } from "@whosecopy/protocol";
import { u16, u8 } from "../../byte-reader.ts";
import { type HuffmanReader, huffmanReader } from "./bit-reader.ts";
import { samplesOf } from "./samples.ts";
import { type Plane, readScan } from "./scan.ts";

/**
 * Decodes a JPEG of four components, which libjpeg-turbo's WebAssembly build does not: 255 for all the ink there is.
 *
 * Adobe's programs write inks the other way round, and say so with an APP14 segment; YCCK (transform 2) is the same after turning
 * YCbCr back into RGB, which is CMY upside down.
 *
 * @param bytes a file that `readJpegHeader` has accepted
 * @throws WhosecopyError "image-damaged"
 */
export function decodeInks(
  bytes: Uint8Array,
  params: { readonly adobeTransform: number | null; readonly tolerant: boolean },
): { width: number; height: number; cmyk: Uint8Array } {
  const { width, height, planes, quants } = readPlanes(bytes, params.tolerant);
  const [a, b, c, k] = planes.map((plane) => {
    const quant = quants[plane.table];
    if (quant === undefined) throw damaged("a table is missing");
    return samplesOf(plane, quant, { width, height });
  });
  const cmyk = new Uint8Array(4 * width * height);
  const isYcck = params.adobeTransform === 2;
  const flip = params.adobeTransform === null ? 0 : 255;
  for (let i = 0, p = 0; p < cmyk.length; i++, p += 4) {
    let x = a![i]!;
    let y = b![i]!;
    let z = c![i]!;
    if (isYcck) {
      const light = x;
      const blue = y - 128;
      const red = z - 128;
      // YCCK holds 255 - C and so on as RGB; K is stored like the inks of any Adobe file.
      x = 255 - bounded(light + 1.402 * red);
      y = 255 - bounded(light - 0.344_136 * blue - 0.714_136 * red);
      z = 255 - bounded(light + 1.772 * blue);
    }
    cmyk[p] = x ^ flip;
    cmyk[p + 1] = y ^ flip;
    cmyk[p + 2] = z ^ flip;
    cmyk[p + 3] = k![i]! ^ flip;
  }
  return { width, height, cmyk };
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly progressive: boolean;
  readonly mcusPerRow: number;
  readonly mcuRows: number;
  readonly planes: readonly Plane[];
  readonly ids: readonly number[];
}

function readPlanes(
  bytes: Uint8Array,
  tolerant: boolean,
): { width: number; height: number; planes: readonly Plane[]; quants: readonly (Uint16Array | undefined)[] } {
  const quants: Uint16Array[] = [];
  const tables = new Map<number, HuffmanReader>();
  let frame: Frame | null = null;
  let restartInterval = 0;
  let whole = true;
  for (let at = 2; at < bytes.length;) {
    // Between segments only markers and fill bytes stand; behind a scan, its data.
    if (u8(bytes, at) !== 0xff || u8(bytes, at + 1) === 0xff || u8(bytes, at + 1) === 0) {
      at++;
      continue;
    }
    const marker = u8(bytes, at + 1);
    if (marker === 0xd9) break;
    at += 2;
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue;
    const length = u16(bytes, at);
    if (length < 2 || at + length > bytes.length) break;
    const body = bytes.subarray(at + 2, at + length);
    at += length;
    if (marker === 0xdb) readQuants(body, quants);
    else if (marker === 0xc4) readHuffman(body, tables);
    else if (marker === 0xdd) restartInterval = Math.max(u16(body, 0), 0);
    else if (marker >= 0xc0 && marker <= 0xc2) frame ??= readFrame(marker, body);
    else if (marker === 0xda && frame !== null) {
      const scan = scanOf(body, frame, tables);
      if (scan === null || !readScan(bytes, at, { ...scan, restartInterval })) whole = false;
    }
  }
  if (frame === null) throw damaged("no frame");
  if (!whole && !tolerant) throw damaged("samples are missing");
  return { width: frame.width, height: frame.height, planes: frame.planes, quants };
}

function readQuants(body: Uint8Array, quants: Uint16Array[]): void {
  for (let at = 0; at < body.length;) {
    const bytesEach = u8(body, at) >> 4 === 0 ? 1 : 2;
    const number = u8(body, at) & 3;
    if (at + 1 + 64 * bytesEach > body.length) return;
    const start = at + 1;
    quants[number] = Uint16Array.from({ length: 64 }, (_, k) =>
      bytesEach === 1 ? body[start + k]! : u16(body, start + 2 * k),
    );
    at = start + 64 * bytesEach;
  }
}

function readHuffman(body: Uint8Array, tables: Map<number, HuffmanReader>): void {
  for (let at = 0; at + 17 <= body.length;) {
    const counts = body.subarray(at + 1, at + 17);
    const length = counts.reduce((sum, count) => sum + count, 0);
    const symbols = body.subarray(at + 17, at + 17 + length);
    const table = symbols.length === length ? huffmanReader(counts, symbols) : null;
    if (table === null) return;
    // Class (0 DC, 1 AC) and number in one.
    tables.set(u8(body, at), table);
    at += 17 + length;
  }
}

function readFrame(marker: number, body: Uint8Array): Frame {
  const height = u16(body, 1);
  const width = u16(body, 3);
  const parts = Array.from({ length: 4 }, (_, i) => ({
    id: u8(body, 6 + 3 * i),
    h: u8(body, 7 + 3 * i) >> 4,
    v: u8(body, 7 + 3 * i) & 15,
    table: u8(body, 8 + 3 * i),
  }));
  const widest = Math.max(...parts.map(({ h }) => h));
  const tallest = Math.max(...parts.map(({ v }) => v));
  const mcusPerRow = Math.ceil(width / (8 * widest));
  const mcuRows = Math.ceil(height / (8 * tallest));
  const planes = parts.map(({ h, v, table }) => ({
    h,
    v,
    table,
    scale: { x: h / widest, y: v / tallest },
    columns: Math.ceil((width * h) / (8 * widest)),
    rows: Math.ceil((height * v) / (8 * tallest)),
    stride: mcusPerRow * h,
    coefficients: new Int16Array(64 * mcusPerRow * h * mcuRows * v),
  }));
  return { width, height, progressive: marker === 0xc2, mcusPerRow, mcuRows, planes, ids: parts.map(({ id }) => id) };
}

function scanOf(
  body: Uint8Array,
  frame: Frame,
  tables: ReadonlyMap<number, HuffmanReader>,
): Omit<Parameters<typeof readScan>[2], "restartInterval"> | null {
  const count = u8(body, 0);
  if (count < 1 || count > 4 || body.length < 4 + 2 * count) return null;
  const parts = Array.from({ length: count }, (_, i) => {
    const plane = frame.planes[frame.ids.indexOf(u8(body, 1 + 2 * i))];
    const numbers = u8(body, 2 + 2 * i);
    return plane === undefined ? null : { plane, dc: tables.get(numbers >> 4), ac: tables.get(0x10 | (numbers & 15)) };
  });
  if (!parts.every((part) => part !== null) || new Set(parts.map(({ plane }) => plane)).size < count) return null;
  const [first, last] = [u8(body, 1 + 2 * count), u8(body, 2 + 2 * count)];
  const [high, low] = [u8(body, 3 + 2 * count) >> 4, u8(body, 3 + 2 * count) & 15];
  const { progressive, mcusPerRow, mcuRows } = frame;
  if (progressive && (last > 63 || first > last || low > 13 || (first > 0 && count > 1) || (first === 0 && last > 0))) {
    return null;
  }
  return { parts, progressive, first, last, high, low, mcusPerRow, mcuRows };
}

function bounded(value: number): number {
  return Math.min(Math.max(Math.round(value), 0), 255);
}

function damaged(what: string): WhosecopyError {
  return new WhosecopyError("image-damaged", `JPEG: ${what}`);
}
