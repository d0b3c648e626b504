import { viewOf } from "../exif/tiff-file.ts";

/** The picture within a FLAC picture block (RFC 9639, 8.8); empty when it is damaged. */
export function flacPicture(block: Uint8Array): Uint8Array {
  const view = viewOf(block);
  let at = 4;
  for (let i = 0; i < 2; i++) {
    if (at + 4 > block.length) return new Uint8Array(0);
    at += 4 + view.getUint32(at);
  }
  at += 16;
  return at + 4 > block.length ? new Uint8Array(0) : block.subarray(at + 4, at + 4 + view.getUint32(at));
}
