import { inspectExif } from "../../exif/inspect-exif.ts";
import type { InspectContext } from "../../format.ts";
import { inspectIcc } from "../../icc/inspect-icc.ts";
import { latin } from "../../icc/profile.ts";
import { inspectPhotoshop } from "../../iptc/inspect-photoshop.ts";
import { inspectJumbf } from "../../jumbf/jumbf.ts";
import { tells } from "../../report/tells.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { joined } from "../../source/joined.ts";
import { compareThumbnail } from "../../thumbnail/compare-thumbnail.ts";
import { inspectTrailer } from "../../trailers/inspect-trailer.ts";
import { inspectXmp } from "../../xmp/inspect-xmp.ts";
import { contentOf, extendedXmp, jumbfParts, profileOf } from "./app-content.ts";
import { readMpf } from "./mpf.ts";
import { inspectOtherSegment } from "./other-segments.ts";
import { jpegLayout, type JpegSegment, markers } from "./segments.ts";

/** What is collected over the segments before it can be said. */
interface Collected {
  readonly thumbnails: { where: string; bytes: Uint8Array }[];
  readonly photoshop: Uint8Array[];
  readonly extended: ReturnType<typeof extendedXmp>;
  readonly jumbf: ReturnType<typeof jumbfParts>;
  /** Where further pictures are said to lie, from the file's start. */
  readonly further: number[];
  readonly profile: Uint8Array | null;
  /** That segments of a profile were seen, whole or not. */
  profileSeen: boolean;
  /** Segments of a kind that was said already: FlashPix and heat pictures are spread over many. Of several Exif blocks the first counts. */
  readonly seen: Set<string>;
}

export async function inspectJpeg(file: ByteSource, context: InspectContext): Promise<void> {
  const { segments, end, ended, gaps } = await jpegLayout(file, context.budget);
  const collected: Collected = {
    thumbnails: [],
    photoshop: [],
    extended: extendedXmp(),
    jumbf: jumbfParts(),
    further: [],
    profile: await profileOf(file, segments),
    profileSeen: false,
    seen: new Set(),
  };
  for (const segment of segments) await inspectSegment(file, segment, context, collected);
  if (collected.profileSeen) inspectProfile(collected.profile, context);
  for (const { bytes } of collected.extended.all()) await inspectXmp(bytes, context, "extended XMP");
  if (collected.photoshop.length > 0) {
    const { thumbnail, exif } = await inspectPhotoshop(joined(collected.photoshop), context, "Photoshop");
    for (const block of exif) await inspectExif(block, context, "Photoshop Exif");
    if (thumbnail !== undefined) collected.thumbnails.push({ where: "Photoshop thumbnail", bytes: thumbnail });
  }
  for (const { bytes } of collected.jumbf.all()) await inspectJumbf(bytes, context, "C2PA");
  if (gaps) {
    context.report({ ...tells.otherEntries, where: "between its parts", cleanable: "removed" });
    context.unseen(
      "between its parts",
      "There are bytes between the parts of the picture that belong to none of them.",
    );
  }
  if (!ended)
    context.unseen("end", "The picture is cut off: it has no end mark, so what belongs to it can't be told exactly.");
  else await inspectTrailer({ file, start: end, context, further: collected.further });
  await compareThumbnail({ file, context, thumbnails: collected.thumbnails });
}

async function inspectSegment(
  file: ByteSource,
  segment: JpegSegment,
  context: InspectContext,
  collected: Collected,
): Promise<void> {
  const { marker, offset } = segment;
  if (marker < markers.app0 || (marker > 0xef && marker !== markers.com && marker < 0xf0)) return;
  const bytes = await contentOf(file, segment);
  const starts = (text: string) => latin(bytes, 0, text.length) === text;
  if (marker === markers.app1 && starts("Exif\0")) {
    const { thumbnail } = await inspectExif(bytes, context, "Exif", {
      smallExif: !collected.seen.has("Exif"),
      colourSpace: !collected.seen.has("Exif") && collected.profile === null,
    });
    collected.seen.add("Exif");
    if (thumbnail !== undefined) collected.thumbnails.push({ where: "Exif thumbnail", bytes: thumbnail });
  } else if (marker === markers.app1 && starts(xmpMark)) {
    await inspectXmp(bytes.subarray(xmpMark.length), context, "XMP");
  } else if (marker === markers.app1 && starts(extensionMark)) {
    collected.extended.add(bytes.subarray(extensionMark.length));
  } else if (marker === markers.app2 && starts("ICC_PROFILE\0")) {
    collected.profileSeen = true;
  } else if (marker === markers.app2 && starts("MPF\0")) {
    const pictures = await readMpf(bytes.subarray(4), context.budget);
    if (pictures === null) context.unseen("MPF", "A list of further pictures is damaged and could not be read.");
    // Offsets count from the TIFF header after the mark (CIPA DC-007, 5.2.3.3.3).
    else collected.further.push(...pictures.map((at) => offset + 8 + at));
    context.report({ ...tells.settings, where: "MPF", cleanable: "removed" });
  } else if (marker === markers.app11 && starts("JP")) {
    collected.jumbf.add(bytes);
  } else if (marker === markers.app13 && starts("Photoshop 3.0\0")) {
    collected.photoshop.push(bytes.subarray(14));
  } else {
    const thumbnail = await inspectOtherSegment({ marker, bytes, context, seen: collected.seen });
    if (thumbnail !== undefined) collected.thumbnails.push({ where: "JFIF thumbnail", bytes: thumbnail });
  }
}

const xmpMark = "http://ns.adobe.com/xap/1.0/\0";
const extensionMark = "http://ns.adobe.com/xmp/extension/\0";

function inspectProfile(profile: Uint8Array | null, context: InspectContext): void {
  if (profile !== null) {
    inspectIcc(profile, context, "ICC profile");
    return;
  }
  context.report({ ...tells.profile, where: "ICC profile", cleanable: "removed" });
  context.unseen("ICC profile", "Parts of its colour profile are missing.");
}
