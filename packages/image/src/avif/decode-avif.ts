import { WhosecopyError } from "@whosecopy/protocol";
import { boxesIn, boxIn, fourCc } from "../bmff/boxes.ts";
import type { Item, ItemFile } from "../bmff/item-file.ts";
import { colourOf, type PrimaryPicture, transformed } from "../bmff/item-picture.ts";
import { u16, u32 } from "../byte-reader.ts";
import type { Codecs } from "../codecs.ts";
import { fromCodePoints } from "../colour/code-points.ts";
import { type ColourSource, isWide } from "../colour/colour-source.ts";
import { toSrgb } from "../colour/to-srgb.ts";
import { type EmscriptenOptions, startFrom } from "../emscripten.ts";
import { flattenRgba, flattenRgba16 } from "../flatten.ts";
import type { Picture } from "../picture.ts";
import { type PictureDecoder, type PictureFacts, plainFacts } from "../picture-decoder.ts";
import { readSequenceHeader, type SequenceHeader } from "./sequence-header.ts";

/** The package's own types name globals that it does not declare. */
type LibavifFactory = (options: EmscriptenOptions) => Promise<{
  decode(bytes: Uint8Array, bitDepth: 8): { data: Uint8ClampedArray; width: number; height: number } | null;
  decode(bytes: Uint8Array, bitDepth: 16): { data: Uint16Array; width: number; height: number } | null;
}>;

/** With the first such picture: a browser then loads the decoder's glue no sooner than its code. */
async function startLibavif(options: EmscriptenOptions): ReturnType<LibavifFactory> {
  const glue = await import("@jsquash/avif/codec/dec/avif_dec.js");
  return (glue.default as unknown as LibavifFactory)(options);
}

/**
 * Gives the function that decodes the picture of an AVIF file. libavif puts grids, transparency and AV1's own matrix in order; what its
 * place in the file says (cut, turned, which colours) is done here.
 *
 * @throws WhosecopyError "image-too-large" when the AV1 streams inside are larger than the file says
 */
export function avifDecoder(params: {
  readonly bytes: Uint8Array;
  readonly file: ItemFile;
  readonly picture: PrimaryPicture;
  readonly maxPixels: number;
}): PictureDecoder {
  const { bytes, file, picture, maxPixels } = params;
  const { item, width, height } = picture;
  let budget = 4 * maxPixels;
  for (const coded of file.items.values()) {
    if (coded.type !== "av01") continue;
    const stream = readSequenceHeader(file.dataOf(coded));
    budget -= stream === null ? 0 : stream.width * stream.height;
  }
  if (budget < 0) throw tooLarge();
  const [tile] = picture.tiles;
  const stream = tile === undefined ? null : readSequenceHeader(file.dataOf(tile));
  const colours = tile === undefined || item.properties.some(({ type }) => type === "colr") ? item : tile;
  const frames = Math.max(filmOf(bytes)?.frames ?? 1, 1);
  return {
    header: { width, height },
    decode: (codecs) => decode({ bytes, size: { width, height }, item, stream, colours, frames, codecs }),
  };
}

/** The same for an animation: its first frame. */
export function avifSequenceDecoder(bytes: Uint8Array, { maxPixels }: { readonly maxPixels: number }): PictureDecoder {
  const film = filmOf(bytes);
  if (film === null) throw damaged("no picture");
  const { size, item, stream, frames } = film;
  if (stream !== null && stream.width * stream.height > maxPixels) throw tooLarge();
  return {
    header: size,
    decode: (codecs) => decode({ bytes, size, item, stream, colours: item, frames, codecs }),
  };
}

async function decode(job: {
  readonly bytes: Uint8Array;
  readonly size: { readonly width: number; readonly height: number };
  readonly item: Item;
  readonly stream: SequenceHeader | null;
  readonly colours: Item;
  readonly frames: number;
  readonly codecs: Codecs;
}): Promise<Picture & PictureFacts> {
  const { bytes, size, item, stream, colours, frames, codecs } = job;
  const source = sourceOf(colours, stream);
  const fine = source !== null && stream !== null && stream.bitDepth > 8;
  const libavif = await startLibavif(startFrom(await codecs.avif()));
  let flat: { rgb: Uint8Array | Uint16Array; hadAlpha: boolean } | null = null;
  try {
    const decoded = fine ? libavif.decode(bytes, 16) : libavif.decode(bytes, 8);
    if (decoded !== null && decoded.width === size.width && decoded.height === size.height) {
      flat = decoded.data instanceof Uint16Array ? flattenRgba16(decoded.data) : flattenRgba(decoded.data);
    }
  } catch (error) {
    throw new WhosecopyError("image-damaged", "AVIF: libavif stopped", { cause: error });
  }
  if (flat === null) throw damaged("libavif reports damage");
  const rgb = source === null ? (flat.rgb as Uint8Array) : toSrgb(flat.rgb, source);
  const facts = { ...plainFacts, frames, hadAlpha: flat.hadAlpha, wideGamut: isWide(source) };
  return { ...transformed({ ...size, rgb }, item), ...facts };
}

/** The file's own word on colours goes before that of the stream. */
function sourceOf(item: Item, stream: SequenceHeader | null): ColourSource | null {
  if (item.properties.some(({ type }) => type === "colr")) return colourOf(item).source;
  return stream === null ? null : fromCodePoints(stream);
}

/** The film in a file: its size, its sample entry as if it were an item, its stream's header and how many frames it has. */
function filmOf(bytes: Uint8Array): {
  size: { width: number; height: number };
  item: Item;
  stream: SequenceHeader | null;
  frames: number;
} | null {
  for (const { type, body } of boxesIn(boxIn(bytes, "moov") ?? new Uint8Array(0))) {
    if (type !== "trak") continue;
    const media = boxIn(body, "mdia") ?? new Uint8Array(0);
    if (fourCc(boxIn(media, "hdlr") ?? new Uint8Array(0), 8) !== "pict") continue;
    const table = boxIn(boxIn(media, "minf") ?? new Uint8Array(0), "stbl") ?? new Uint8Array(0);
    const entry = boxIn((boxIn(table, "stsd") ?? new Uint8Array(0)).subarray(8), "av01");
    if (entry === null) continue;
    // VisualSampleEntry (ISO/IEC 14496-12 12.1.3): 78 bytes, then boxes.
    const [width, height] = [u16(entry, 24), u16(entry, 26)];
    if (width < 1 || height < 1) throw damaged("no width or no height");
    const chunk = u32(boxIn(table, "stco") ?? new Uint8Array(0), 8);
    const stream = chunk < 0 ? null : readSequenceHeader(bytes.subarray(chunk, chunk + 4096));
    const item: Item = {
      id: 0,
      type: "av01",
      properties: [...boxesIn(entry.subarray(78))],
      extents: [],
      place: "file",
    };
    return {
      size: { width, height },
      item,
      stream,
      frames: Math.max(u32(boxIn(table, "stsz") ?? new Uint8Array(0), 8), 1),
    };
  }
  return null;
}

function tooLarge(): WhosecopyError {
  return new WhosecopyError("image-too-large", "AVIF: streams of more pixels than the picture may have");
}

function damaged(what: string): WhosecopyError {
  return new WhosecopyError("image-damaged", `AVIF: ${what}`);
}
