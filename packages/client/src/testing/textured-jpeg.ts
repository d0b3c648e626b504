import { prgReader, sha256 } from "@whosecopy/crypto";
import { encodeJpeg } from "@whosecopy/image";
import { utf8 } from "@whosecopy/protocol";

/** A photograph-like picture, the same for the same arguments: smooth light, shapes with edges, grain at several scales. */
export function texturedJpeg(width: number, height: number, variation = 0): Uint8Array {
  const reader = prgReader(sha256(utf8(`textured ${variation}`)));
  const shapes = Array.from({ length: 120 }, () => {
    const bytes = reader.take(8);
    const at = (i: number) => (bytes[i] ?? 0) / 255;
    return {
      x: at(0),
      y: at(1),
      radius: 0.02 + 0.1 * at(2),
      tone: at(3) * 140 - 70,
      tint: at(4) * 60 - 30,
      square: at(5) > 0.5,
    };
  });
  const grain = reader.take(256 * 256);
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 3) {
      const u = x / width;
      const v = y / height;
      let tone = 90 + 60 * u + 30 * Math.sin(5 * v + 3 * u + variation);
      let tint = 0;
      for (const shape of shapes) {
        const dx = Math.abs(u - shape.x);
        const dy = Math.abs(v - shape.y);
        const inside = shape.square ? Math.max(dx, dy) < shape.radius : dx * dx + dy * dy < shape.radius ** 2;
        if (inside) {
          tone += shape.tone;
          tint += shape.tint;
        }
      }
      const fine = (grain[((y & 255) << 8) | (x & 255)] ?? 0) - 128;
      const coarse = (grain[(((y >> 2) & 255) << 8) | ((x >> 2) & 255)] ?? 0) - 128;
      tone += fine / 16 + coarse / 8;
      rgb[p] = bounded(tone + tint);
      rgb[p + 1] = bounded(tone);
      rgb[p + 2] = bounded(tone - tint);
    }
  }
  return encodeJpeg({ picture: { width, height, rgb }, quality: 92 });
}

function bounded(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}
