/** Brightness and two colour differences, as video codecs hold them, rows tight. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  /** chroma_format_idc: 0 grey, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  readonly chroma: 0 | 1 | 2 | 3;
  readonly y: Uint8Array | Uint16Array;
  readonly u: Uint8Array | Uint16Array;
  readonly v: Uint8Array | Uint16Array;
}

/** Width and height of the planes of colour. */
export function chromaSize(planes: Pick<Planes, "width" | "height" | "chroma">): { width: number; height: number } {
  const { width, height, chroma } = planes;
  if (chroma === 0) return { width: 0, height: 0 };
  return { width: chroma === 3 ? width : (width + 1) >> 1, height: chroma === 1 ? (height + 1) >> 1 : height };
}

/** Planes of zeros. */
export function emptyPlanes(shape: Pick<Planes, "width" | "height" | "bitDepth" | "chroma">): Planes {
  const { width, height, bitDepth } = shape;
  const colour = chromaSize(shape);
  const make = (length: number): Uint8Array | Uint16Array =>
    bitDepth > 8 ? new Uint16Array(length) : new Uint8Array(length);
  const count = colour.width * colour.height;
  return { ...shape, y: make(width * height), u: make(count), v: make(count) };
}

/** Puts a tile in its place; what lies beyond the right and lower edges falls away. */
export function copyTile(target: Planes, tile: Planes, place: { x: number; y: number }): void {
  copyPlane({ width: target.width, samples: target.y }, { width: tile.width, samples: tile.y }, place);
  if (target.chroma === 0) return;
  const [outer, inner] = [chromaSize(target), chromaSize(tile)];
  const x = target.chroma === 3 ? place.x : place.x >> 1;
  const y = target.chroma === 1 ? place.y >> 1 : place.y;
  copyPlane({ width: outer.width, samples: target.u }, { width: inner.width, samples: tile.u }, { x, y });
  copyPlane({ width: outer.width, samples: target.v }, { width: inner.width, samples: tile.v }, { x, y });
}

interface Plane {
  readonly width: number;
  readonly samples: Uint8Array | Uint16Array;
}

function copyPlane(target: Plane, tile: Plane, { x, y }: { x: number; y: number }): void {
  const count = Math.min(tile.width, target.width - x);
  if (count <= 0) return;
  const lines = Math.min(tile.samples.length / tile.width, target.samples.length / target.width - y);
  for (let line = 0; line < lines; line++) {
    const from = line * tile.width;
    target.samples.set(tile.samples.subarray(from, from + count), (y + line) * target.width + x);
  }
}
