import { planted, writePlantedExif } from "../../../exif/testing/write-tiff.ts";
import { writeProfile } from "../../../icc/testing/write-profile.ts";
import { joined } from "../../../source/joined.ts";
import { plantedXmp, tinyVideo } from "../../jpeg/testing/write-jpeg.ts";
import { chunkOf } from "../chunks.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

/** zlib data. */
export async function packed(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Puts chunks behind IHDR. */
export function withChunks(png: Uint8Array, chunks: readonly Uint8Array[]): Uint8Array {
  return joined([png.subarray(0, 33), ...chunks, png.subarray(33)]);
}

/** Everything that a PNG can give away, around a picture. */
export async function plantedPng(picture: Uint8Array): Promise<Uint8Array> {
  const jumbf = joined([Uint8Array.of(0, 0, 0, 8 + planted.length), utf8("xxxx"), utf8(planted)]);
  const chunks = [
    chunkOf("iCCP", joined([utf8(`${planted} screen\0\0`), await packed(writeProfile("p3"))])),
    chunkOf("tEXt", utf8(`Author\0${planted}`)),
    chunkOf("tEXt", utf8(`Software\0${planted} screenshot`)),
    chunkOf("tEXt", utf8(`Thumb::URI\0file:///home/${planted}/a.png`)),
    chunkOf("tEXt", utf8(`parameters\0${planted} words`)),
    chunkOf("tEXt", utf8(`Something\0${planted}`)),
    chunkOf("zTXt", joined([utf8("Comment\0\0"), await packed(utf8(`${planted} comment`))])),
    chunkOf("iTXt", utf8(`XML:com.adobe.xmp\0\0\0\0\0${plantedXmp}`)),
    chunkOf("eXIf", writePlantedExif({ orientation: 8 }).subarray(6)),
    chunkOf("tIME", Uint8Array.of(7, 232, 5, 6, 7, 8, 9)),
    chunkOf("pHYs", Uint8Array.of(0, 0, 11, 19, 0, 0, 11, 19, 1)),
    chunkOf("caBX", jumbf),
    chunkOf("prVt", utf8(planted)),
  ];
  return joined([withChunks(picture, chunks), utf8(planted), tinyVideo]);
}
