import { concatBytes, u16be, utf8 } from "@whosecopy/protocol";
import { encodeJpeg } from "../jpeg/encode-jpeg.ts";

/** The segments of a JPEG up to its scan, and what follows the scan's own header. */
function taken(file: Uint8Array): { tables: Uint8Array[]; data: Uint8Array } {
  const tables: Uint8Array[] = [];
  let at = 2;
  for (;;) {
    const marker = file[at + 1]!;
    const length = 2 + ((file[at + 2]! << 8) | file[at + 3]!);
    const segment = file.subarray(at, at + length);
    at += length;
    if (marker === 0xdb || marker === 0xc4) tables.push(segment);
    if (marker === 0xda) return { tables, data: file.subarray(at, -2) };
  }
}

/**
 * A JPEG of four components, one scan each, as stored: Adobe's programs store 255 for no ink.
 * @param params.planes the four, `width * height` bytes each
 * @param params.segments to stand before the frame, such as an ICC profile
 */
export function writeCmykJpeg(params: {
  readonly width: number;
  readonly height: number;
  readonly planes: readonly Uint8Array[];
  readonly adobeTransform?: number;
  readonly segments?: readonly Uint8Array[];
}): Uint8Array {
  const { width, height, planes, adobeTransform, segments = [] } = params;
  const coded = planes.map((luma) => taken(encodeJpeg({ picture: { width, height, luma }, quality: 98 })));
  const adobe =
    adobeTransform === undefined
      ? []
      : [Uint8Array.of(0xff, 0xee, 0, 14), utf8("Adobe"), Uint8Array.of(0, 100, 0, 0, 0, 0, adobeTransform)];
  const frame = concatBytes(
    Uint8Array.of(0xff, 0xc0, 0, 20, 8),
    u16be(height),
    u16be(width),
    Uint8Array.of(4, ...[1, 2, 3, 4].flatMap((id) => [id, 0x11, 0])),
  );
  const scans = coded.flatMap(({ data }, i) => [Uint8Array.of(0xff, 0xda, 0, 8, 1, i + 1, 0, 0, 63, 0), data]);
  const head = [Uint8Array.of(0xff, 0xd8), ...adobe, ...segments, ...coded[0]!.tables, frame];
  return concatBytes(...head, ...scans, Uint8Array.of(0xff, 0xd9));
}

/** An ICC profile in APP2 segments of at most `size` bytes each. */
export function profileSegments(profile: Uint8Array, size = 65_000): Uint8Array[] {
  const count = Math.ceil(profile.length / size);
  return Array.from({ length: count }, (_, i) => {
    const part = profile.subarray(i * size, (i + 1) * size);
    const body = concatBytes(utf8("ICC_PROFILE\0"), Uint8Array.of(i + 1, count), part);
    return concatBytes(Uint8Array.of(0xff, 0xe2), u16be(body.length + 2), body);
  });
}
