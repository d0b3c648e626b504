import { viewOf } from "../exif/tiff-file.ts";

/** The parts of an ICC profile (ICC.1:2022, section 7). */
export interface IccProfile {
  readonly header: Uint8Array;
  readonly tags: ReadonlyMap<string, Uint8Array>;
}

/** @returns null for what is no profile or a damaged one. */
export function readProfile(bytes: Uint8Array): IccProfile | null {
  if (bytes.length < 132 || latin(bytes, 36, 4) !== "acsp") return null;
  const view = viewOf(bytes);
  const count = view.getUint32(128);
  if (count > 200 || 132 + 12 * count > bytes.length) return null;
  const tags = new Map<string, Uint8Array>();
  for (let i = 0; i < count; i++) {
    const at = 132 + 12 * i;
    const [offset, size] = [view.getUint32(at + 4), view.getUint32(at + 8)];
    if (size < 8 || offset + size > bytes.length) return null;
    tags.set(latin(bytes, at, 4), bytes.subarray(offset, offset + size));
  }
  return { header: bytes.subarray(0, 128), tags };
}

export function latin(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** What the profile's texts say: description, copyright, maker, model. */
export function profileTexts(profile: IccProfile): string {
  const texts = ["desc", "dmnd", "dmdd", "cprt"].map((name) => textOfTag(profile.tags.get(name)));
  return texts.filter((text) => text !== "").join("; ");
}

function textOfTag(tag: Uint8Array | undefined): string {
  if (tag === undefined) return "";
  const view = viewOf(tag);
  const type = latin(tag, 0, 4);
  if (type === "desc" && tag.length > 12) return latin(tag, 12, Math.min(200, view.getUint32(8))).replaceAll("\0", "");
  if (type === "text") return latin(tag, 8, Math.min(200, tag.length - 8)).replaceAll("\0", "");
  if (type === "mluc" && tag.length >= 28) {
    const [length, offset] = [view.getUint32(20), view.getUint32(24)];
    return new TextDecoder("utf-16be").decode(tag.subarray(offset, offset + Math.min(length, 400)));
  }
  return "";
}
