import { viewOf } from "../../exif/tiff-file.ts";
import type { Box } from "../../isobmff/boxes.ts";

/** Bits of a sample of sound that is stored without compression. */
const bitsByCodec: Readonly<Record<string, number>> = {
  "raw ": 8,
  twos: 16,
  sowt: 16,
  in24: 24,
  in32: 32,
  fl32: 32,
  fl64: 64,
  ulaw: 8,
  alaw: 8,
};

/**
 * Bytes that a number of samples take up, where the table says 1 for each (QuickTime File Format, "Sound Sample Descriptions"): old sound
 * counts samples over all channels, and version 1 says how many bytes a packet of them has.
 */
export function soundBytes(entry: Box | undefined, samples: number): number {
  if (entry === undefined || entry.body.length < 28) return samples;
  const view = viewOf(entry.body);
  const version = view.getUint16(8);
  const channels = view.getUint16(16);
  if (version === 1 && entry.body.length >= 44) {
    const [perPacket, bytesPerFrame] = [view.getUint32(28), view.getUint32(36)];
    if (perPacket > 0 && bytesPerFrame > 0) return Math.ceil(samples / perPacket) * bytesPerFrame;
  }
  const known = bitsByCodec[entry.type];
  if (known === undefined) return samples;
  const bits = entry.type === "raw " || entry.type === "twos" || entry.type === "sowt" ? view.getUint16(18) : known;
  return (samples * channels * Math.max(8, bits)) / 8;
}

/** Bytes of a sound entry before its boxes: QuickTime has three versions, the standard one (and of those only the first). */
export function soundHeadBytes(entry: Uint8Array): number {
  const version = entry.length >= 10 ? viewOf(entry).getUint16(8) : 0;
  if (version === 1) return 44;
  if (version === 2 && entry.length >= 36) return Math.max(64, Math.min(entry.length, viewOf(entry).getUint32(28) - 8));
  return 28;
}
