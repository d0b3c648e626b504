import { viewOf } from "../exif/tiff-file.ts";
import type { InspectContext } from "../format.ts";
import { bytesOfBase64 } from "../xmp/base64.ts";
import { gatherInto } from "../report/gather.ts";
import { sourceOfBytes } from "../source/byte-source.ts";
import { countSteps } from "../steps.ts";
import { flacPicture } from "./flac-picture.ts";
import { soundTells, tellOfSoundTag } from "./sound-tells.ts";

/**
 * Says what a Vorbis comment gives away (Vorbis I specification, section 5): vendor, then NAME=value entries.
 * @param bytes from the vendor's length on. @param vendorStays the program's name is not removed.
 */
export async function inspectVorbisComment(bytes: Uint8Array, context: InspectContext, where: string): Promise<void> {
  const gather = gatherInto(context, where);
  const step = countSteps(context.budget, 100);
  const view = viewOf(bytes);
  const pictures: Uint8Array[] = [];
  const text = (at: number, length: number) => new TextDecoder().decode(bytes.subarray(at, at + length));
  let damaged = bytes.length < 8;
  if (!damaged) {
    const vendor = view.getUint32(0, true);
    let at = 4 + vendor;
    damaged = at + 4 > bytes.length;
    if (!damaged) {
      if (vendor > 0) gather.add(soundTells.encoder, text(4, vendor));
      let left = view.getUint32(at, true);
      at += 4;
      for (; left > 0; left--) {
        step();
        const length = at + 4 <= bytes.length ? view.getUint32(at, true) : Infinity;
        if (at + 4 + length > bytes.length) {
          damaged = true;
          break;
        }
        const entry = text(at + 4, Math.min(length, 20e6));
        const split = Math.max(0, entry.indexOf("="));
        const [name, value] = [entry.slice(0, split), entry.slice(split + 1)];
        if (/^(?:METADATA_BLOCK_PICTURE|COVERART)$/iu.test(name)) {
          gather.add(soundTells.cover);
          const picture = bytesOfBase64(value);
          if (picture !== null) pictures.push(name.toUpperCase() === "COVERART" ? picture : flacPicture(picture));
        } else gather.add(tellOfSoundTag(name, value), `${name}=${value}`);
        at += 4 + length;
      }
    }
  }
  gather.flush();
  for (const picture of pictures) await context.inner("cover", sourceOfBytes(picture));
  if (damaged) context.unseen(where, "A part of the tags is damaged and was not looked at.");
}
