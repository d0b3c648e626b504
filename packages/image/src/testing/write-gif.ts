import { concatBytes, utf8 } from "@whosecopy/protocol";

interface GifPlan {
  readonly width: number;
  readonly height: number;
  readonly palette: Uint8Array;
  readonly frames: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly interlaced?: boolean;
    readonly transparent?: number;
    index(x: number, y: number): number;
  }[];
}

const u16le = (value: number): Uint8Array => Uint8Array.of(value & 255, value >> 8);

/** Writes a GIF89a of 256 colours. */
export function writeGif({ width, height, palette, frames }: GifPlan): Uint8Array {
  const table = new Uint8Array(768);
  table.set(palette);
  const parts = [utf8("GIF89a"), u16le(width), u16le(height), Uint8Array.of(0xf7, 0, 0), table];
  for (const frame of frames) {
    const { transparent = -1, interlaced = false } = frame;
    const lines = Array.from({ length: frame.height }, (_, y) => y);
    const order = interlaced
      ? [
          ...lines.filter((y) => y % 8 === 0),
          ...lines.filter((y) => y % 8 === 4),
          ...lines.filter((y) => y % 4 === 2),
          ...lines.filter((y) => y % 2 === 1),
        ]
      : lines;
    const indices = order.flatMap((y) => Array.from({ length: frame.width }, (_, x) => frame.index(x, y)));
    parts.push(
      utf8("!"),
      Uint8Array.of(0xf9, 4, transparent >= 0 ? 1 : 0, 10, 0, Math.max(transparent, 0), 0),
      utf8(","),
      ...[frame.x, frame.y, frame.width, frame.height].map(u16le),
      Uint8Array.of(interlaced ? 0x40 : 0, 8),
      subBlocks(lzw(indices)),
    );
  }
  return concatBytes(...parts, utf8(";"));
}

function subBlocks(data: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const part = data.subarray(at, at + 255);
    parts.push(Uint8Array.of(part.length), part);
  }
  return concatBytes(...parts, Uint8Array.of(0));
}

function lzw(indices: readonly number[]): Uint8Array {
  const out: number[] = [];
  let buffer = 0;
  let bits = 0;
  let size = 9;
  const write = (code: number): void => {
    buffer |= code << bits;
    for (bits += size; bits >= 8; bits -= 8, buffer >>>= 8) out.push(buffer & 255);
  };
  let codes = new Map<string, number>();
  let next = 258;
  write(256);
  let run = "";
  for (const index of indices) {
    const longer = run === "" ? String(index) : `${run},${String(index)}`;
    if (run === "" || codes.has(longer)) {
      run = longer;
      continue;
    }
    write(codes.get(run) ?? Number(run));
    if (next < 4096) {
      codes.set(longer, next++);
      if (next > 1 << size && size < 12) size++;
    } else {
      write(256);
      codes = new Map();
      next = 258;
      size = 9;
    }
    run = String(index);
  }
  write(codes.get(run) ?? Number(run));
  write(257);
  size = 7;
  write(0);
  return Uint8Array.from(out);
}
