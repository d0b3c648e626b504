import { planted } from "../../../exif/testing/write-tiff.ts";
import { latin } from "../../../icc/profile.ts";
import { boxOf, fullBoxOf, u16s, u32s } from "../../../isobmff/write-box.ts";
import { joined } from "../../../source/joined.ts";

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** An item of a made-up picture, numbered from 1 in their order. */
export interface TestItem {
  readonly type: string;
  readonly data: Uint8Array;
  readonly name?: string;
  readonly contentType?: string;
  readonly inIdat?: boolean;
  readonly properties?: readonly Uint8Array[];
  readonly references?: readonly (readonly [type: string, to: readonly number[]])[];
}

export interface TestPicture {
  readonly brands?: readonly string[];
  readonly primary?: number;
  readonly inMeta?: readonly Uint8Array[];
  readonly beside?: readonly Uint8Array[];
  readonly unused?: Uint8Array;
}

const essential = /^(?:av1C|hvcC|irot|clap)$/u;

/** Writes a HEIF file; the bytes of each item come in two parts that do not touch. */
export function writeTellingHeif(items: readonly TestItem[], picture: TestPicture = {}): Uint8Array {
  const { brands = ["heic", "mif1"], primary = 1, inMeta = [], beside = [], unused = new Uint8Array(0) } = picture;
  const ftyp = boxOf("ftyp", ascii(brands[0]!), u32s(0), ascii(brands.join("")));
  const properties = items.flatMap(({ properties = [] }) => properties);
  const references = items.flatMap(({ references = [] }, i) =>
    references.map(([type, to]) => ({ type, from: i + 1, to })),
  );
  const idat = items.filter(({ inIdat }) => inIdat === true).map(({ data }) => data);
  const parts: Uint8Array[] = [unused];
  const places: { at: number; length: number }[][] = items.map(() => []);
  let at = unused.length;
  for (const half of [0, 1])
    for (const [i, { data, inIdat = false }] of items.entries()) {
      if (inIdat) continue;
      const middle = data.length >> 1;
      const part = half === 0 ? data.subarray(0, middle) : data.subarray(middle);
      places[i]!.push({ at, length: part.length });
      parts.push(part);
      at += part.length;
    }
  let next = 0;
  const associations = items.map(({ properties = [] }, i) =>
    joined([
      u16s(i + 1),
      Uint8Array.of(properties.length),
      ...properties.map((box) => Uint8Array.of(++next | (essential.test(latin(box, 4, 4)) ? 0x80 : 0))),
    ]),
  );
  const metaAt = (base: number): Uint8Array => {
    let inIdat = 0;
    const locations = items.map(({ data, inIdat: idat = false }, i) => {
      if (!idat) return joined([u16s(i + 1, 0, 0, 2), ...places[i]!.map(({ at, length }) => u32s(base + at, length))]);
      inIdat += data.length;
      return joined([u16s(i + 1, 1, 0, 1), u32s(inIdat - data.length, data.length)]);
    });
    const infos = items.map(({ type, name = "", contentType }, i) =>
      fullBoxOf(
        "infe",
        { version: 2 },
        u16s(i + 1, 0),
        ascii(type),
        ascii(`${name}\0${contentType === undefined ? "" : `${contentType}\0`}`),
      ),
    );
    return fullBoxOf(
      "meta",
      {},
      fullBoxOf("hdlr", {}, u32s(0), ascii("pict"), new Uint8Array(12), ascii(`${planted}\0`)),
      fullBoxOf("pitm", {}, u16s(primary)),
      fullBoxOf("iloc", { version: 1 }, Uint8Array.of(0x44, 0), u16s(items.length), ...locations),
      fullBoxOf("iinf", {}, u16s(items.length), ...infos),
      fullBoxOf("iref", {}, ...references.map(({ type, from, to }) => boxOf(type, u16s(from, to.length, ...to)))),
      boxOf("iprp", boxOf("ipco", ...properties), fullBoxOf("ipma", {}, u32s(items.length), ...associations)),
      ...(idat.length === 0 ? [] : [boxOf("idat", ...idat)]),
      ...inMeta,
    );
  };
  const base = ftyp.length + metaAt(0).length + joined(beside).length + 8;
  return joined([ftyp, metaAt(base), ...beside, boxOf("mdat", ...parts)]);
}

export const ispe = (width: number, height: number): Uint8Array => fullBoxOf("ispe", {}, u32s(width, height));
export const auxC = (kind: string): Uint8Array => fullBoxOf("auxC", {}, ascii(`${kind}\0`));

/** Exif as an item: an offset of four bytes, then the block with its mark. */
export function exifItem(block: Uint8Array): TestItem {
  return { type: "Exif", data: joined([u32s(6), block]), references: [["cdsc", [1]]] };
}
