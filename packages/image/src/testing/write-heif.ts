import { concatBytes, u16be, u32be, utf8 } from "@whosecopy/protocol";

interface HeifItem {
  readonly type: string;
  readonly data: Uint8Array;
  /** Type and body. */
  readonly properties: readonly (readonly [type: string, body: Uint8Array])[];
  /** Holds its data in `idat` instead of `mdat`. */
  readonly inMeta?: boolean;
}

export function box(type: string, ...bodies: Uint8Array[]): Uint8Array {
  const body = concatBytes(...bodies);
  return concatBytes(u32be(8 + body.length), utf8(type), body);
}

const full = (type: string, version: number, ...bodies: Uint8Array[]): Uint8Array =>
  box(type, Uint8Array.of(version, 0, 0, 0), ...bodies);

export const ispe = (width: number, height: number): readonly [string, Uint8Array] => [
  "ispe",
  concatBytes(u32be(0), u32be(width), u32be(height)),
];

/** Bits of each of three channels. */
export const pixi = (bits: number): readonly [string, Uint8Array] => [
  "pixi",
  Uint8Array.of(0, 0, 0, 0, 3, bits, bits, bits),
];

/** A grid's own bytes. */
export function gridData(columns: number, rows: number, width: number, height: number): Uint8Array {
  return concatBytes(Uint8Array.of(0, 0, rows - 1, columns - 1), u16be(width), u16be(height));
}

/** CICP in a `colr` property. */
export const nclx = (primaries: number, transfer: number, matrix: number): readonly [string, Uint8Array] => [
  "colr",
  concatBytes(utf8("nclx"), u16be(primaries), u16be(transfer), u16be(matrix), Uint8Array.of(0x80)),
];

/** A file of items, numbered from 1; the first is the picture. References name items by these numbers. */
export function writeHeif(
  brand: string,
  items: readonly HeifItem[],
  references: readonly (readonly [type: string, from: number, to: readonly number[]])[] = [],
): Uint8Array {
  const properties = items.flatMap((item) => item.properties);
  let next = 1;
  const associations = items.map((item, i) =>
    concatBytes(u16be(i + 1), Uint8Array.of(item.properties.length, ...item.properties.map(() => 0x80 | next++))),
  );
  const ftyp = box("ftyp", utf8(brand), u32be(0), utf8("mif1"), utf8(brand));
  const idat = items.filter((item) => item.inMeta === true).map((item) => item.data);
  const metaFor = (start: number): Uint8Array => {
    let inFile = start;
    let inIdat = 0;
    const places = items.map(({ data, inMeta = false }, i) => {
      const at = inMeta ? inIdat : inFile;
      if (inMeta) inIdat += data.length;
      else inFile += data.length;
      return concatBytes(u16be(i + 1), u16be(inMeta ? 1 : 0), u16be(0), u16be(1), u32be(at), u32be(data.length));
    });
    return full(
      "meta",
      0,
      full("hdlr", 0, u32be(0), utf8("pict"), new Uint8Array(13)),
      full("pitm", 0, u16be(1)),
      full("iloc", 1, Uint8Array.of(0x44, 0), u16be(items.length), ...places),
      full(
        "iinf",
        0,
        u16be(items.length),
        ...items.map(({ type }, i) => full("infe", 2, u16be(i + 1), u16be(0), utf8(type), Uint8Array.of(0))),
      ),
      full(
        "iref",
        0,
        ...references.map(([type, from, to]) => box(type, u16be(from), u16be(to.length), ...to.map((id) => u16be(id)))),
      ),
      box(
        "iprp",
        box("ipco", ...properties.map(([type, body]) => box(type, body))),
        full("ipma", 0, u32be(items.length), ...associations),
      ),
      ...(idat.length === 0 ? [] : [box("idat", ...idat)]),
    );
  };
  const start = ftyp.length + metaFor(0).length + 8;
  const outside = items.filter((item) => item.inMeta !== true).map((item) => item.data);
  return concatBytes(ftyp, metaFor(start), box("mdat", ...outside));
}
