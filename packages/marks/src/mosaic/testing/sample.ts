import { prg } from "@whosecopy/crypto";
import type { PatternRows, Picture } from "@whosecopy/image";
import { deriveEncodingKeys } from "../../encoding-keys.ts";
import { planGrid } from "../../grid/tile-grid.ts";
import { sealMosaic, type SealMosaicParams } from "../seal-mosaic.ts";

/** Bytes that differ by name, for secrets of tests. */
export function testBytes(name: number, length: number): Uint8Array {
  return prg(new Uint8Array(32).fill(name), length);
}

/** A picture with shapes and fine texture. */
function testPicture(width: number, height: number): Picture {
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < rgb.length; i++) {
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / 3 / width);
    const shape = 40 * Math.sin(x / 11) * Math.cos(y / 13) + (((x >> 5) + (y >> 5)) % 2) * 40;
    rgb[i] = 90 + shape + ((x * 31 + y * 17 + (i % 3) * 40) % 23);
  }
  return { width, height, rgb };
}

/** A smooth pattern of a few levels. */
function testPattern(width: number): PatternRows {
  return {
    rows(y0, count, out) {
      for (let y = 0; y < count; y++) {
        for (let x = 0; x < width; x++)
          out[y * width + x] = 4 * Math.sin((x * Math.PI) / 8) * Math.cos(((y0 + y) * Math.PI) / 8);
      }
    },
  };
}

/** A sealed picture with all that belongs to it. */
export async function sampleMosaic(width: number, height: number, more: Partial<SealMosaicParams> = {}) {
  const grid = planGrid(width, height);
  const secrets = {
    attachmentSecret: testBytes(1, 32),
    attId: testBytes(2, 16),
    mosaicKey: testBytes(3, 32),
  };
  const usable = new Uint8Array(grid.count).fill(1);
  const picture = testPicture(width, height);
  const mosaic = await sealMosaic({ picture, pattern: testPattern(width), usable, ...secrets, ...more });
  return { grid, picture, mosaic, ...secrets, keys: deriveEncodingKeys(secrets.attachmentSecret, secrets.attId) };
}

/** A code word of fair bits. */
export function testWord(name: number, tiles: number): Uint8Array {
  return testBytes(name, tiles).map((byte) => byte & 1);
}
