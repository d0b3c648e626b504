import { prgReader } from "@whosecopy/crypto";
import type { Picture } from "@whosecopy/image";

/** A picture with large shapes, fine texture and a smooth sky, for checkouts without photographs; differs by `name`. */
export function drawnPicture(width: number, height: number, name: number): Picture {
  const random = prgReader(new Uint8Array(32).fill(name));
  const shapes = Array.from({ length: 140 }, () => {
    const [x, y, size, tone, red, blue, texture, kind] = random.take(8) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return {
      x: (x / 255) * width,
      y: (0.25 + (0.75 * y) / 255) * height,
      radius: (0.02 + (size / 255) ** 2 * 0.14) * width,
      tone: 40 + tone * 0.7,
      red: red / 8 - 16,
      blue: blue / 8 - 16,
      texture: texture / 14,
      square: kind < 128,
    };
  });
  const grain = random.take(width * height);
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sky = 200 - (60 * y) / height;
      let [tone, red, blue, texture] = [sky, -8, 14, 1.5];
      for (const shape of shapes) {
        const dx = Math.abs(x - shape.x);
        const dy = Math.abs(y - shape.y);
        const inside = shape.square ? Math.max(dx, dy) < shape.radius : dx * dx + dy * dy < shape.radius * shape.radius;
        if (inside) ({ tone, red, blue, texture } = { ...shape, tone: shape.tone + (20 * dy) / shape.radius });
      }
      const at = y * width + x;
      const value = tone + texture * ((grain[at]! - 127.5) / 74) + texture * Math.sin(x / 3) * Math.cos(y / 4);
      rgb[3 * at] = Math.max(0, Math.min(255, value + red));
      rgb[3 * at + 1] = Math.max(0, Math.min(255, value));
      rgb[3 * at + 2] = Math.max(0, Math.min(255, value + blue));
    }
  }
  return { width, height, rgb };
}
