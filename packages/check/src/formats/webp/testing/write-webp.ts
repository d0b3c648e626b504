import { planted, writePlantedExif } from "../../../exif/testing/write-tiff.ts";
import { viewOf } from "../../../exif/tiff-file.ts";
import { writeProfile } from "../../../icc/testing/write-profile.ts";
import { joined } from "../../../source/joined.ts";
import { plantedXmp } from "../../jpeg/testing/write-jpeg.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

export function riff(name: string, content: Uint8Array): Uint8Array {
  const head = new Uint8Array(8);
  head.set(utf8(name));
  viewOf(head).setUint32(4, content.length, true);
  return joined([head, content, new Uint8Array(content.length & 1)]);
}

export function webpFile(...chunks: readonly Uint8Array[]): Uint8Array {
  const body = joined([utf8("WEBP"), ...chunks]);
  const head = new Uint8Array(8);
  head.set(utf8("RIFF"));
  viewOf(head).setUint32(4, body.length, true);
  return joined([head, body]);
}

/** One pixel, lossless. */
export const bareWebp = Uint8Array.from(atob("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="), (c) =>
  c.charCodeAt(0),
);
/** Its picture chunk. */
export const dot = bareWebp.subarray(12);

export function extended(flags: number): Uint8Array {
  return riff("VP8X", Uint8Array.of(flags, 0, 0, 0, 0, 0, 0, 0, 0, 0));
}

/** Everything that a WebP can give away. */
export function plantedWebp(): Uint8Array {
  return joined([
    webpFile(
      extended(0x2c),
      riff("ICCP", writeProfile("p3")),
      dot,
      riff("EXIF", writePlantedExif({ orientation: 3 })),
      riff("XMP ", utf8(plantedXmp)),
      riff("SECR", utf8(planted)),
    ),
    utf8(planted),
  ]);
}
