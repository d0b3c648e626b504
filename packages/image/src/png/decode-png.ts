import { WhosecopyError } from "@whosecopy/protocol";
import { isWide } from "../colour/colour-source.ts";
import { toSrgb } from "../colour/to-srgb.ts";
import { readExif } from "../jpeg/exif.ts";
import { orientPicture } from "../orient.ts";
import type { Picture } from "../picture.ts";
import { type PictureDecoder, type PictureFacts, plainFacts } from "../picture-decoder.ts";
import { u32 } from "../byte-reader.ts";
import { bitsPerPixel, type LinePainter, linePainter } from "./paint-line.ts";
import { pngColour } from "./png-colour.ts";
import { type PngHeader, readPngHeader } from "./png-header.ts";
import { unfilter } from "./unfilter.ts";

/** No deflate stream grows by more. */
const maxDeflateRatio = 1032;

/** Seven passes of Adam7, or one for a picture that is not interlaced: first column and row, and the steps between. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const onePass = [[0, 0, 1, 1]] as const;

/** Reads the header of a PNG, then gives the function that decodes it. Tolerant leaves missing lines white. */
export function pngDecoder(bytes: Uint8Array, tolerant: boolean): PictureDecoder {
  const header = readPngHeader(bytes);
  if (!tolerant && !header.ended) throw damaged("cut short");
  const packed = header.data.reduce((sum, part) => sum + part.length, 0);
  const raw = header.height * (1 + Math.ceil((header.width * bitsPerPixel(header)) / 8));
  // Interlacing adds filter bytes and nothing else, so that this holds for it, too.
  if (!tolerant && raw > packed * maxDeflateRatio) throw damaged("too short for its size");
  return { header, decode: () => decode(header, tolerant) };
}

async function decode(header: PngHeader, tolerant: boolean): Promise<Picture & PictureFacts> {
  const { width, height, hints } = header;
  const source = await pngColour(header);
  const fine = source !== null && header.bitDepth === 16;
  const samples = fine ? new Uint16Array(3 * width * height) : new Uint8Array(3 * width * height);
  if (tolerant) samples.fill(fine ? 65_535 : 255);
  const painter = linePainter(header, samples);
  const lines = lineSink(header, painter);
  const reader = new Blob(header.data as Uint8Array<ArrayBuffer>[])
    .stream()
    .pipeThrough(new DecompressionStream("deflate"))
    .getReader();
  try {
    while (!lines.done()) {
      const piece = await reader.read();
      if (piece.done) break;
      lines.push(piece.value);
    }
    // The end of the stream carries its checksum; what comes beyond the last line is not looked at.
    if (!tolerant && lines.done()) await drain(reader);
  } catch (error) {
    if (!tolerant) throw error instanceof WhosecopyError ? error : damaged("its data do not inflate", error);
  } finally {
    reader.cancel().catch(() => undefined);
  }
  if (!lines.done() && (!tolerant || !lines.started())) throw damaged("lines are missing");
  const rgb = source === null ? (samples as Uint8Array) : toSrgb(samples, source);
  const exif = hints.get("eXIf");
  return {
    ...orientPicture({ width, height, rgb }, exif === undefined ? 1 : readExif(exif).orientation),
    ...plainFacts,
    frames: Math.max(u32(hints.get("acTL") ?? new Uint8Array(0), 0), 1),
    hadAlpha: painter.hadAlpha(),
    wideGamut: isWide(source),
  };
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  for (let extra = 0; extra < 65_536;) {
    const piece = await reader.read();
    if (piece.done) return;
    extra += piece.value.length;
  }
}

/** Cuts inflated bytes into lines, undoes their filters and paints them. */
function lineSink(
  header: PngHeader,
  painter: LinePainter,
): { push(bytes: Uint8Array): void; done(): boolean; started(): boolean } {
  const { width, height } = header;
  const bits = bitsPerPixel(header);
  const bytesPerPixel = Math.max(bits >> 3, 1);
  const passes = (header.interlaced ? adam7 : onePass)
    .map(([x0, y0, dx, dy]) => ({
      x0,
      y0,
      dx,
      dy,
      count: Math.ceil((width - x0) / dx),
      lines: Math.ceil((height - y0) / dy),
    }))
    .filter((pass) => pass.count > 0 && pass.lines > 0);
  let passIndex = 0;
  let lineIndex = 0;
  let filled = 0;
  let painted = false;
  const lineLength = (): number => Math.ceil(((passes[passIndex]?.count ?? 0) * bits) / 8) + 1;
  let line = new Uint8Array(lineLength());
  let above = new Uint8Array(line.length);

  const finishLine = (): void => {
    const pass = passes[passIndex]!;
    if (!unfilter(line[0]!, line.subarray(1), above.subarray(1), bytesPerPixel)) throw damaged("an unknown filter");
    const start = (pass.y0 + lineIndex * pass.dy) * width + pass.x0;
    painter.paint(line.subarray(1), { count: pass.count, start, step: pass.dx });
    painted = true;
    filled = 0;
    lineIndex++;
    [line, above] = [above, line];
    if (lineIndex < pass.lines) return;
    passIndex++;
    lineIndex = 0;
    line = new Uint8Array(lineLength());
    above = new Uint8Array(line.length);
  };

  return {
    push(bytes) {
      for (let at = 0; at < bytes.length && passIndex < passes.length;) {
        const piece = bytes.subarray(at, at + line.length - filled);
        line.set(piece, filled);
        filled += piece.length;
        at += piece.length;
        if (filled === line.length) finishLine();
      }
    },
    done: () => passIndex >= passes.length,
    started: () => painted,
  };
}

function damaged(what: string, cause?: unknown): WhosecopyError {
  return new WhosecopyError("image-damaged", `PNG: ${what}`, { cause });
}
