import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { prg } from "@whosecopy/crypto";
import { decodePicture, encodeJpeg, type Picture, resizePicture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";

const width = 4032;
const height = 3024;
const columns = 4;
const rows = 3;

async function tiles(): Promise<readonly Picture[]> {
  const folder = join(process.env["WHOSECOPY_TESTDATA"] ?? join(process.cwd(), "..", "shared", "testdata"), "kodak");
  const size = { width: width / columns, height: height / rows };
  if (!existsSync(folder)) {
    // Without the photographs: smooth noise at several scales, which costs an encoder about as much as a photo does.
    const coarse = [24, 96, 336].map((side, i) => {
      const rgb = prg(new Uint8Array(32).fill(i + 1), 3 * side * side);
      return resizePicture({ width: side, height: side, rgb }, size).rgb;
    });
    const rgb = new Uint8Array(3 * size.width * size.height);
    for (let i = 0; i < rgb.length; i++) {
      rgb[i] = 0.6 * (coarse[0]?.[i] ?? 0) + 0.3 * (coarse[1]?.[i] ?? 0) + 0.1 * (coarse[2]?.[i] ?? 0);
    }
    return Array.from({ length: columns * rows }, () => ({ ...size, rgb }));
  }
  const names = (await readdir(folder)).filter((name) => name.endsWith(".png")).sort();
  return Promise.all(
    names.slice(0, columns * rows).map(async (name) => {
      const picture = await decodePicture(new Uint8Array(await readFile(join(folder, name))), { codecs: nodeCodecs });
      return resizePicture(picture, size);
    }),
  );
}

/** A 12-megapixel JPEG, 4032 by 3024: the test pictures side by side, enlarged; or textured noise where they are absent. */
export async function twelveMegapixels(): Promise<Uint8Array> {
  const rgb = new Uint8Array(3 * width * height);
  for (const [i, tile] of (await tiles()).entries()) {
    const x0 = (i % columns) * tile.width;
    const y0 = Math.floor(i / columns) * tile.height;
    for (let y = 0; y < tile.height; y++) {
      rgb.set(tile.rgb.subarray(3 * y * tile.width, 3 * (y + 1) * tile.width), 3 * ((y0 + y) * width + x0));
    }
  }
  return encodeJpeg({ picture: { width, height, rgb }, quality: 92 });
}
