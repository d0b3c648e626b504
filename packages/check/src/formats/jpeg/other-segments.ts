import { inspectExif } from "../../exif/inspect-exif.ts";
import { tiffStart } from "../../exif/tiff-file.ts";
import type { InspectContext } from "../../format.ts";
import { latin } from "../../icc/profile.ts";
import { looksLikePath } from "../../report/gather.ts";
import { PrivateValue } from "../../report/private-value.ts";
import { type Tell, tells } from "../../report/tells.ts";
import { sourceOfBytes } from "../../source/byte-source.ts";
import { markers } from "./segments.ts";

const heatPicture: Tell = {
  kind: "second-picture",
  severity: "shows-more",
  sentence: "Holds the measurements of a heat camera, which show the scene in another way.",
};
const recording: Tell = {
  kind: "hidden-content",
  severity: "shows-more",
  sentence: "Holds a sound recording or other data of the camera.",
};

/** Marks of segments that makers and programs write, and what they tell. */
const known: readonly (readonly [start: string, name: string, tell: Tell, seen: boolean])[] = [
  ["urn:iso:std:iso:ts:21496", "gain map settings", tells.gainMapDetail, true],
  ["FLIR\0", "FLIR", heatPicture, false],
  ["GoPro\0", "GoPro", tells.serial, false],
  ["SPIFF\0", "SPIFF", tells.settings, true],
  ["Ducky", "Ducky", tells.software, true],
  ["Adobe_CM", "Photoshop settings", tells.settings, true],
  ["UNICODE\0", "comment", tells.comment, true],
  ["[picture info]", "camera settings", tells.settings, true],
  ["QVCI\0", "Casio", tells.cameraNotes, false],
  ["FPXR\0", "FlashPix", recording, false],
  ["_JPSJPS_", "stereo", tells.second, true],
  ["AVI1", "video frame mark", tells.settings, true],
  ["Ocad$Rev:", "Photobucket", tells.software, true],
  ["EPPIM\0", "print settings", tells.settings, true],
  ["AROT\0", "brightness table", tells.gainMapDetail, true],
  ["HDR_RI", "brightness map", tells.gainMap, false],
];

/**
 * Says what the less usual segments and comments give away.
 * @returns a JPEG thumbnail that was in it.
 */
export async function inspectOtherSegment(params: {
  marker: number;
  bytes: Uint8Array;
  context: InspectContext;
  seen: Set<string>;
}): Promise<Uint8Array | undefined> {
  const { marker, bytes, context } = params;
  if (marker === markers.com) {
    inspectComment(bytes, context);
    return undefined;
  }
  if (marker === markers.app0 && latin(bytes, 0, 5) === "JFIF\0") return inspectJfif(bytes, context);
  if (marker === markers.app0 && latin(bytes, 0, 5) === "JFXX\0") return inspectJfxx(bytes, context);
  if (marker === markers.app0 && latin(bytes, 6, 8) === "HEAPJPGM") {
    // Canon's own tree of notes from before Exif (CIFF).
    context.report({ ...tells.cameraNotes, where: "CIFF", cleanable: "removed" });
    context.unseen("CIFF", "The camera's own notes are of a kind that is not known here.");
    return undefined;
  }
  if (marker === markers.app14 && latin(bytes, 0, 5) === "Adobe") {
    if (bytes.length > 12) context.report({ ...tells.otherEntries, where: "Adobe", cleanable: "removed" });
    return undefined;
  }
  const name = `APP${String(marker - markers.app0)}`;
  const text = latin(bytes, 0, 32);
  // Kodak writes a second Exif block into APP3; Samsung and others into theirs.
  if (/^(?:Exif|META|Meta)\0/u.test(text) && tiffStart(bytes) >= 0) {
    const { thumbnail } = await inspectExif(bytes, context, name);
    return thumbnail;
  }
  const entry = known.find(([start]) => text.startsWith(start) || (start === "[picture info]" && text.includes(start)));
  const [, label, tell, understood] = entry ?? ["", name, tells.otherEntries, false];
  const readable =
    latin(bytes, 0, 2_000)
      .match(/[\x20-\x7e]{6,}/gu)
      ?.join(" ") ?? "";
  if (entry !== undefined && params.seen.has(label)) return undefined;
  params.seen.add(label);
  context.report({
    ...tell,
    where: label,
    cleanable: "removed",
    ...(readable === "" ? {} : { value: new PrivateValue(readable) }),
  });
  if (looksLikePath(readable))
    context.report({ ...tells.path, where: label, cleanable: "removed", value: new PrivateValue(readable) });
  if (!understood) context.unseen(label, "Holds data of a camera or program in a form that is not known here.");
  return undefined;
}

/** A comment that only names the encoder tells no more than that. */
function inspectComment(bytes: Uint8Array, context: InspectContext): void {
  const text = new TextDecoder().decode(bytes.subarray(0, 4_000)).replaceAll("\0", "").trim();
  if (bytes.length === 0) return;
  const encoder = /^(?:CREATOR: |Lavc|LEAD Technologies|Intel|ImageMagick|Created with|File (?:written|source))/iu.test(
    text,
  );
  context.report({
    ...(encoder ? tells.software : tells.comment),
    where: "comment",
    cleanable: "removed",
    value: new PrivateValue(text),
  });
  if (looksLikePath(text))
    context.report({ ...tells.path, where: "comment", cleanable: "removed", value: new PrivateValue(text) });
}

function inspectJfif(bytes: Uint8Array, context: InspectContext): undefined {
  if (bytes.length >= 14 && bytes[12]! * bytes[13]! > 0) {
    context.report({ ...tells.thumbnail, where: "JFIF", cleanable: "removed" });
    context.unseen("JFIF", "Its small copy could not be compared with the picture.");
  } else if (latin(bytes, 14, 4) === "AMPF" && bytes.length === 18) {
    // Apple's mark of a file with several pictures.
    context.report({ ...tells.settings, where: "JFIF", cleanable: "removed" });
  } else if (bytes.length > 14) context.report({ ...tells.otherEntries, where: "JFIF", cleanable: "removed" });
}

async function inspectJfxx(bytes: Uint8Array, context: InspectContext): Promise<Uint8Array | undefined> {
  context.report({ ...tells.thumbnail, where: "JFXX", cleanable: "removed" });
  if (bytes[5] !== 0x10) return undefined;
  const thumbnail = bytes.subarray(6);
  await context.inner("JFXX thumbnail", sourceOfBytes(thumbnail));
  return thumbnail;
}
