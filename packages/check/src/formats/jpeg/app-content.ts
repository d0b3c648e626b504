import { latin } from "../../icc/profile.ts";
import { viewOf } from "../../exif/tiff-file.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { joined } from "../../source/joined.ts";
import { type JpegSegment, markers } from "./segments.ts";

/** A segment's content, without marker and length. */
export function contentOf(file: ByteSource, { offset, length }: JpegSegment): Promise<Uint8Array> {
  return file.read(offset + 4, length - 4);
}

/** The colour profile from its numbered segments (ICC.1:2022, annex B.4); null without one or when a part is missing. */
export async function profileOf(file: ByteSource, segments: readonly JpegSegment[]): Promise<Uint8Array | null> {
  const parts = new Map<number, Uint8Array>();
  let count = 0;
  for (const segment of segments) {
    if (segment.marker !== markers.app2 || segment.length < 18) continue;
    const bytes = await contentOf(file, segment);
    if (latin(bytes, 0, 12) !== "ICC_PROFILE\0") continue;
    count = Math.max(count, bytes[13]!);
    if (!parts.has(bytes[12]!)) parts.set(bytes[12]!, bytes.subarray(14));
  }
  if (count === 0 || parts.size < count) return null;
  return joined(Array.from({ length: count }, (_, i) => parts.get(i + 1) ?? new Uint8Array(0)));
}

/** Pieces of something that is spread over segments, by what they belong to. */
export interface Spread {
  /** Takes a segment's content after its mark; too short a one is passed over. */
  add(bytes: Uint8Array): void;
  /** Each put together in order. */
  all(): { key: string; bytes: Uint8Array }[];
}

/** Extended XMP, by the digest that names it (XMP part 3, 1.1.3.1). */
export function extendedXmp(): Spread {
  const parts = new Map<string, { offset: number; bytes: Uint8Array }[]>();
  return {
    add(bytes) {
      if (bytes.length < 40) return;
      const part = { offset: viewOf(bytes).getUint32(36), bytes: bytes.subarray(40) };
      const key = latin(bytes, 0, 32);
      const list = parts.get(key) ?? [];
      parts.set(key, list);
      list.push(part);
    },
    all: () =>
      [...parts].map(([key, list]) => ({
        key,
        bytes: joined(list.toSorted((a, b) => a.offset - b.offset).map(({ bytes }) => bytes)),
      })),
  };
}

/** JUMBF boxes from their numbered APP11 segments (ISO 19566-5, annex D.2): each repeats the box's head. Content from "JP" on. */
export function jumbfParts(): Spread {
  const parts = new Map<string, { order: number; head: number; bytes: Uint8Array }[]>();
  return {
    add(bytes) {
      if (bytes.length < 16) return;
      const view = viewOf(bytes);
      const head = view.getUint32(8) === 1 ? 16 : 8;
      const key = `${String(view.getUint16(2))} ${latin(bytes, 12, 4)}`;
      const list = parts.get(key) ?? [];
      parts.set(key, list);
      list.push({ order: view.getUint32(4), head, bytes: bytes.subarray(8) });
    },
    all: () =>
      [...parts].map(([key, list]) => ({
        key,
        bytes: joined(
          list
            .toSorted((a, b) => a.order - b.order)
            .map(({ head, bytes }, i) => (i === 0 ? bytes : bytes.subarray(head))),
        ),
      })),
  };
}
