import { cropPicture, decodePicture, encodeJpeg, outputQuality } from "@whosecopy/image";
import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../../budget.ts";
import { readExifRest } from "../../../exif/small-exif.ts";
import type { CleanContext } from "../../../format.ts";
import { type ByteSource, readExactly } from "../../../source/byte-source.ts";
import { jpegLayout, markers } from "../../jpeg/segments.ts";
import { cropPng, type PixelRect, pngShape } from "./crop-png.ts";

/** How much of each side of a picture is cut off, from 0 to 1; below 0 there is a margin. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A place in a document that shows a part of a picture. */
export interface CropRequest {
  /** The part that shows it, and the relationship that leads to the picture. */
  readonly part: string;
  readonly id: string;
  /** The picture's part. */
  readonly target: string;
  readonly crop: Crop;
}

export const cropKey = ({ part, id, crop }: Omit<CropRequest, "target">): string =>
  [part, id, crop.left, crop.top, crop.right, crop.bottom].join("|");

const mostBytes = 64e6;

/** Whether a picture can be cut to what is shown of it. */
export async function canCrop(
  picture: ByteSource,
  context: Pick<CleanContext, "codecs" | "budget">,
): Promise<"exactly" | "anew" | null> {
  const head = await picture.read(0, 33);
  if (picture.size > mostBytes) return null;
  if (pngShape(head) !== null) return "exactly";
  const isJpeg = head[0] === 0xff && head[1] === 0xd8;
  return isJpeg && context.codecs !== undefined && (await isUpright(picture, context.budget)) ? "anew" : null;
}

/** Programs differ in whether they turn a picture by its Exif, and so in which part is shown. */
async function isUpright(picture: ByteSource, budget: Budget): Promise<boolean> {
  for (const { marker, offset, length } of (await jpegLayout(picture, budget)).segments) {
    if (marker !== markers.app1) continue;
    const bytes = await picture.read(offset + 4, length - 4);
    if ((await readExifRest(bytes)).orientation !== 1) return false;
  }
  return true;
}

/** The part of a picture that is shown. @returns null when it can't be had. */
export async function cropped(
  picture: ByteSource,
  crop: Crop,
  context: Pick<CleanContext, "codecs" | "budget">,
): Promise<Uint8Array | null> {
  try {
    const way = await canCrop(picture, context);
    if (way === null) return null;
    const bytes = await readExactly(picture, 0, picture.size, mostBytes);
    if (way === "exactly") {
      const shape = pngShape(bytes)!;
      return await cropPng(bytes, pixels(crop, shape), context.budget);
    }
    const { codecs } = context;
    if (codecs === undefined) return null;
    const decoded = await decodePicture(bytes, { codecs });
    const part = cropPicture(decoded, pixels(crop, decoded));
    return encodeJpeg({ picture: part, quality: outputQuality(decoded) });
  } catch (error) {
    if (error instanceof WhosecopyError && !["check-limit", "cancelled"].includes(error.code)) return null;
    throw error;
  }
}

function pixels({ left, top, right, bottom }: Crop, { width, height }: { width: number; height: number }): PixelRect {
  const span = (from: number, to: number, size: number): [number, number] => {
    const start = Math.min(size - 1, Math.max(0, Math.round(Math.max(0, from) * size)));
    const end = Math.min(size, Math.max(start + 1, Math.round((1 - Math.max(0, to)) * size)));
    return [start, end - start];
  };
  const [x, w] = span(left, right, width);
  const [y, h] = span(top, bottom, height);
  return { x, y, width: w, height: h };
}

/** What is left of a crop once the picture is cut: margins, in parts of the smaller picture. */
export function restOf({ left, top, right, bottom }: Crop): Crop {
  const across = 1 - Math.max(0, left) - Math.max(0, right);
  const down = 1 - Math.max(0, top) - Math.max(0, bottom);
  const rest = (side: number, size: number) => (side >= 0 ? 0 : side / size);
  return { left: rest(left, across), top: rest(top, down), right: rest(right, across), bottom: rest(bottom, down) };
}
