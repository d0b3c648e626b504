import { type Codecs, decodePicture, encodeJpeg, type Luma, lumaOf } from "@whosecopy/image";
import { concatBytes, u16be, u32be, WhosecopyError } from "@whosecopy/protocol";
import type { Collusion } from "../code/biases.ts";
import { gridOf, maxSidePx, type TileGrid } from "../grid/tile-grid.ts";

/**
 * What a sender keeps of a picture to be able to trace it: its brightness, small, without the mark, and where and how strongly it was
 * marked. It shows the picture, so it is kept encrypted. Words and pattern come from the encoding's keys.
 */
export interface TraceReference {
  readonly grid: TileGrid;
  readonly collusion: Collusion;
  /** Per tile, in units of `amplitudeStep`; 0 where there is no mark. */
  readonly amplitudes: Uint8Array;
  readonly luma: Luma;
}

/** References hold at most this many pixels. */
export const referencePixels = 1_500_000;

const version = 1;
const headLength = 18;
const wantedBytes = 380_000;
const qualities = [95, 92, 88, 82, 74, 64, 50, 35, 20] as const;

/**
 * version u8 ‖ collusion u8 ‖ width u32 ‖ height u32 ‖ tile size in MCUs u16 u16 ‖ length of the tiles u32 ‖ one byte of amplitude per tile ‖
 * grey JPEG, at the best quality that keeps the whole under 400 KB.
 */
export function encodeTraceReference(reference: TraceReference): Uint8Array {
  const { grid, collusion, amplitudes, luma } = reference;
  const head = concatBytes(
    Uint8Array.of(version, collusion),
    u32be(grid.width),
    u32be(grid.height),
    u16be(grid.tileMcusX),
    u16be(grid.tileMcusY),
    u32be(amplitudes.length),
  );
  let jpeg = new Uint8Array(0);
  for (const quality of qualities) {
    jpeg = Uint8Array.from(encodeJpeg({ picture: luma, quality }));
    if (jpeg.length + amplitudes.length + head.length <= wantedBytes) break;
  }
  return concatBytes(head, amplitudes, jpeg);
}

/** The grey JPEG within a reference: the whole picture as it was sent, small and without a mark, for its sender to look at. */
export function traceReferencePicture(bytes: Uint8Array): Uint8Array {
  const { tiles } = headOf(bytes);
  return bytes.slice(headLength + tiles);
}

/** @throws WhosecopyError "record-damaged" when these are not such bytes. */
export async function decodeTraceReference(bytes: Uint8Array, codecs: Codecs): Promise<TraceReference> {
  const { grid, collusion, tiles } = headOf(bytes);
  const amplitudes = bytes.slice(headLength, headLength + tiles);
  try {
    const jpeg = bytes.subarray(headLength + tiles);
    const luma = lumaOf(await decodePicture(jpeg, { codecs, maxPixels: 2 * referencePixels }));
    return { grid, collusion, amplitudes, luma };
  } catch (error) {
    throw new WhosecopyError("record-damaged", "the reference picture does not decode", { cause: error });
  }
}

function headOf(bytes: Uint8Array): { grid: TileGrid; collusion: Collusion; tiles: number } {
  if (bytes.length < headLength || bytes[0] !== version) throw damaged();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const collusion = bytes[1];
  const size = {
    width: view.getUint32(2),
    height: view.getUint32(6),
    tileMcusX: view.getUint16(10),
    tileMcusY: view.getUint16(12),
  };
  const tiles = view.getUint32(14);
  const possible =
    (collusion === 2 || collusion === 3) &&
    Object.values(size).every((side) => side >= 1 && side <= maxSidePx) &&
    tiles <= 65_535 &&
    bytes.length > headLength + tiles;
  if (!possible) throw damaged();
  const grid = gridOf(size);
  if (grid.count !== tiles) throw damaged();
  return { grid, collusion, tiles };
}

function damaged(): WhosecopyError {
  return new WhosecopyError("record-damaged", "not a trace reference of version 1");
}
