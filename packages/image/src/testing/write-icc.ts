import { concatBytes, u16be, u32be, utf8 } from "@whosecopy/protocol";

type Triple = readonly [number, number, number];

/** Colorants relative to D50, as the published profiles of these spaces have them. */
export const colorants = {
  displayP3: [
    [0.515_12, 0.241_2, -0.001_05],
    [0.291_98, 0.692_25, 0.041_89],
    [0.157_1, 0.066_57, 0.784_07],
  ],
  adobeRgb: [
    [0.609_74, 0.311_11, 0.019_47],
    [0.205_28, 0.625_67, 0.060_87],
    [0.149_19, 0.063_22, 0.744_57],
  ],
  proPhoto: [
    [0.797_67, 0.288_04, 0],
    [0.135_19, 0.711_88, 0],
    [0.031_34, 0.000_08, 0.824_9],
  ],
  srgb: [
    [0.436_07, 0.222_49, 0.013_92],
    [0.385_15, 0.716_87, 0.097_08],
    [0.143_07, 0.060_61, 0.714_1],
  ],
} as const satisfies Record<string, readonly [Triple, Triple, Triple]>;

const fixed = (value: number): Uint8Array => u32be(Math.round(value * 65_536) >>> 0);
const padded = (bytes: Uint8Array): Uint8Array => concatBytes(bytes, new Uint8Array(-bytes.length & 3));

/** The curve of sRGB as parameters. */
export const srgbTag = concatBytes(
  utf8("para"),
  u32be(0),
  u16be(3),
  u16be(0),
  ...[2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.040_45].map(fixed),
);

/** A curve of one exponent. */
export function gammaTag(gamma: number): Uint8Array {
  return concatBytes(utf8("curv"), u32be(0), u32be(1), u16be(Math.round(gamma * 256)));
}

/** A curve of equally spaced values, 0 to 1. */
export function tableTag(values: readonly number[]): Uint8Array {
  const samples = values.map((value) => u16be(Math.round(value * 65_535)));
  return concatBytes(utf8("curv"), u32be(0), u32be(values.length), ...samples);
}

/** A profile of any tags. */
export function writeIcc(
  space: "RGB " | "GRAY" | "CMYK",
  connection: "XYZ " | "Lab ",
  tags: Record<string, Uint8Array>,
): Uint8Array {
  const names = Object.keys(tags);
  let at = 132 + 12 * names.length;
  const entries: Uint8Array[] = [];
  for (const [name, body] of Object.entries(tags)) {
    entries.push(utf8(name), u32be(at), u32be(body.length));
    at += padded(body).length;
  }
  const header = concatBytes(
    u32be(at),
    utf8("none"),
    u32be(0x0240_0000),
    utf8("mntr"),
    utf8(space),
    utf8(connection),
    new Uint8Array(12),
    utf8("acsp"),
    new Uint8Array(88),
  );
  return concatBytes(header, u32be(names.length), ...entries, ...Object.values(tags).map(padded));
}

/** A profile of three curves and a matrix. */
export function matrixProfile(space: readonly [Triple, Triple, Triple], curve: Uint8Array): Uint8Array {
  const xyz = (values: Triple): Uint8Array => concatBytes(utf8("XYZ "), u32be(0), ...values.map(fixed));
  const [rXYZ, gXYZ, bXYZ] = space.map((column) => xyz(column));
  const tags = { rXYZ: rXYZ!, gXYZ: gXYZ!, bXYZ: bXYZ!, rTRC: curve, gTRC: curve, bTRC: curve };
  return writeIcc("RGB ", "XYZ ", tags);
}

/**
 * A lut8Type table from `channels` inks to Lab with two corners per ink.
 * @param labOf of the inks, each 0 or 1: L* of 0 to 100, a* and b*
 */
export function lut8Tag(channels: number, labOf: (inks: readonly number[]) => Triple): Uint8Array {
  const straight = Uint8Array.from({ length: 256 }, (_, i) => i);
  const corners = Array.from({ length: 2 ** channels }, (_, corner) => {
    const inks = Array.from({ length: channels }, (__, i) => (corner >> (channels - 1 - i)) & 1);
    const [l, a, b] = labOf(inks);
    return Uint8Array.of(Math.round(l * 2.55), Math.round(a + 128), Math.round(b + 128));
  });
  return concatBytes(
    utf8("mft1"),
    u32be(0),
    Uint8Array.of(channels, 3, 2, 0),
    new Uint8Array(36),
    ...Array.from({ length: channels }, () => straight),
    ...corners,
    straight,
    straight,
    straight,
  );
}
