import { decodePicture, encodeJpeg, lumaOf, type Picture } from "@whosecopy/image";
import { type PreparedMark, tileRect } from "@whosecopy/marks";
import { printTable } from "../table.ts";
import { butteraugli } from "./butteraugli.ts";
import { loadSubject, type Subject } from "./pictures.ts";
import { eightPersons, sendPicture, tools } from "./sent-picture.ts";
import { ssim } from "./ssim.ts";

/** The quality at which copies are written unless the sender's file says otherwise. */
const copyQuality = 90;

/** A person's copy as it is before it becomes a JPEG. */
function markedPixels(picture: Picture, mark: PreparedMark, word: Uint8Array): Picture {
  const { width, height } = picture;
  const change = new Float32Array(width * height);
  const band = 16;
  for (let y = 0; y < height; y += band) {
    const rows = new Float32Array(width * band);
    mark.pattern.rows(y, band, rows);
    change.set(rows.subarray(0, Math.min(band, height - y) * width), y * width);
  }
  for (let t = 0; t < mark.grid.count; t++) {
    if (word[t] === 0) continue;
    const rect = tileRect(mark.grid, t);
    for (let y = rect.y; y < Math.min(height, rect.y + rect.height); y++) {
      for (let x = rect.x; x < Math.min(width, rect.x + rect.width); x++)
        change[y * width + x] = -change[y * width + x]!;
    }
  }
  const rgb = new Uint8ClampedArray(picture.rgb.length);
  for (let p = 0; p < rgb.length; p++) rgb[p] = picture.rgb[p]! + change[(p / 3) | 0]!;
  return { width, height, rgb: new Uint8Array(rgb.buffer) };
}

function psnrDb(a: Picture, b: Picture): number {
  let sum = 0;
  for (let p = 0; p < a.rgb.length; p++) sum += (a.rgb[p]! - b.rgb[p]!) ** 2;
  return sum === 0 ? Infinity : 10 * Math.log10((255 * 255 * a.rgb.length) / sum);
}

/** How far two pictures are apart. */
interface Apart {
  readonly psnr: number;
  readonly ssim: number;
  readonly butteraugli: number | undefined;
}

async function apart(a: Picture, b: Picture): Promise<Apart> {
  return { psnr: psnrDb(a, b), ssim: ssim(lumaOf(a), lumaOf(b)), butteraugli: await butteraugli(a, b) };
}

function inWords({ psnr, ssim: alike, butteraugli: visible }: Apart): string {
  return `${psnr.toFixed(2)} dB, SSIM ${alike.toFixed(4)}, Butteraugli ${visible?.toFixed(2) ?? "not installed"}`;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function together(all: readonly Apart[]): string {
  const visible = all.flatMap((each) => each.butteraugli ?? []);
  const psnr = all.map((each) => each.psnr);
  const alike = all.map((each) => each.ssim);
  return [
    `mean ${inWords({ psnr: mean(psnr), ssim: mean(alike), butteraugli: visible.length > 0 ? mean(visible) : undefined })}`,
    `worst ${inWords({ psnr: Math.min(...psnr), ssim: Math.min(...alike), butteraugli: visible.length > 0 ? Math.max(...visible) : undefined })}`,
  ].join("; ");
}

/** How visible the mark is: one person's copy of each picture against the same picture without a mark. */
export async function printQuality(subjects: readonly Subject[]): Promise<void> {
  const before: Apart[] = [];
  const after: Apart[] = [];
  const rows: { what: string; measured: string }[] = [];
  for (const { name } of subjects) {
    const picture = await loadSubject(name);
    const { mark, copyOf } = await sendPicture(picture, name);
    const person = eightPersons[0]!;
    const plain = await apart(picture, markedPixels(picture, mark, mark.wordOf(person)));
    const { codecs } = tools;
    const unmarked = await decodePicture(encodeJpeg({ picture, quality: copyQuality }), { codecs });
    const jpeg = await apart(unmarked, await copyOf(person));
    before.push(plain);
    after.push(jpeg);
    const { usableTiles, collusion, leastShare, proves } = mark.capacityFor(eightPersons.length);
    rows.push(
      { what: `${name}, before JPEG`, measured: inWords(plain) },
      { what: `${name}, both as JPEG ${copyQuality}`, measured: inWords(jpeg) },
      {
        what: `${name}, capacity`,
        measured: `${usableTiles} of ${mark.grid.count} tiles, code for ${collusion}, proves ${proves}, least share ${leastShare.toFixed(3)}`,
      },
    );
    process.stderr.write(`${name}: ${inWords(plain)}\n`);
  }
  rows.push(
    { what: "all, before JPEG", measured: together(before) },
    { what: `all, both as JPEG ${copyQuality}`, measured: together(after) },
  );
  printTable("How visible the mark is", rows);
}
