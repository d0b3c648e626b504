import { viewOf } from "../exif/tiff-file.ts";
import type { InspectContext } from "../format.ts";
import { latin } from "../icc/profile.ts";
import { gatherInto } from "../report/gather.ts";
import { tells } from "../report/tells.ts";
import { soundTells, tellOfSoundTag } from "../sound/sound-tells.ts";
import type { ByteSource } from "../source/byte-source.ts";

/** A tag that programs append to sound files. */
export interface EndTag {
  readonly kind: "ID3v1" | "APE" | "Lyrics3" | "ID3v2";
  readonly offset: number;
  readonly length: number;
}

/**
 * The tags at the end of a sound file, the last one first: ID3v1 (128 bytes, 227 before it when extended), APEv1 and APEv2,
 * Lyrics3 v1 and v2, ID3v2 with a foot. They may stand in any order.
 * @param start nothing before this offset is a tag.
 */
export async function tagsAtEnd(file: ByteSource, start: number, end = file.size): Promise<EndTag[]> {
  const found: EndTag[] = [];
  let at = end;
  for (let i = 0; i < 20; i++) {
    const tag = await tagBefore(file, start, at);
    if (tag === null) break;
    found.push(tag);
    at = tag.offset;
  }
  return found;
}

async function tagBefore(file: ByteSource, start: number, end: number): Promise<EndTag | null> {
  const from = Math.max(start, end - 355);
  const tail = await file.read(from, end - from);
  const back = (count: number, length: number) => (tail.length < count ? "" : latin(tail, tail.length - count, length));
  const tag = (kind: EndTag["kind"], length: number): EndTag | null =>
    length > 0 && end - length >= start ? { kind, offset: end - length, length } : null;
  if (back(128, 3) === "TAG") return tag("ID3v1", back(355, 4) === "TAG+" ? 355 : 128);
  if (back(32, 8) === "APETAGEX") {
    const view = viewOf(tail.subarray(tail.length - 32));
    return tag("APE", view.getUint32(12, true) + ((view.getUint32(20, true) & 0x80000000) === 0 ? 0 : 32));
  }
  if (back(9, 9) === "LYRICS200" && /^\d{6}$/u.test(back(15, 6))) return tag("Lyrics3", Number(back(15, 6)) + 15);
  if (back(9, 9) === "LYRICSEND") {
    const most = await file.read(Math.max(start, end - 5_120), Math.min(5_120, end - start));
    const at = new TextDecoder("latin1").decode(most).lastIndexOf("LYRICSBEGIN");
    return at < 0 ? null : tag("Lyrics3", most.length - at);
  }
  if (back(10, 3) === "3DI") {
    const foot = tail.subarray(tail.length - 10);
    return tag("ID3v2", 20 + foot.subarray(6).reduce((size, byte) => size * 128 + (byte & 0x7f), 0));
  }
  return null;
}

/** Says what such a tag gives away. */
export async function inspectEndTag(file: ByteSource, tag: EndTag, context: InspectContext): Promise<void> {
  const where = `${tag.kind} tag`;
  const gather = gatherInto(context, where);
  const bytes = await file.read(tag.offset, Math.min(tag.length, 4e6));
  if (tag.kind === "APE") inspectApe(bytes, gather.add);
  else if (tag.kind === "Lyrics3") gather.add(soundTells.lyrics, new TextDecoder("windows-1252").decode(bytes));
  else if (tag.kind === "ID3v1") {
    const text = (at: number, length: number) => latin(bytes, bytes.length - 128 + at, length).replaceAll("\0", " ");
    gather.add(tells.description, text(3, 30));
    gather.add(tells.person, text(33, 30));
    gather.add(soundTells.date, text(93, 4));
    gather.add(tells.comment, text(97, 30));
  } else gather.add(tells.otherEntries);
  gather.flush();
}

/** Items of an APE tag: size u32, flags u32, name, zero, value. A tag that is damaged tells what can be read of it. */
function inspectApe(bytes: Uint8Array, add: (tell: ReturnType<typeof tellOfSoundTag>, value?: string) => void): void {
  const view = viewOf(bytes);
  let at = latin(bytes, 0, 8) === "APETAGEX" ? 32 : 0;
  for (let i = 0; i < 1_000 && at + 9 < bytes.length - 32; i++) {
    const [size, flags] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    const end = bytes.indexOf(0, at + 8);
    if (end < 0 || end + 1 + size > bytes.length) break;
    const name = latin(bytes, at + 8, Math.min(255, end - at - 8));
    if ((flags & 6) === 2) add(soundTells.cover);
    else {
      const value = new TextDecoder().decode(bytes.subarray(end + 1, end + 1 + Math.min(size, 10_000)));
      add(tellOfSoundTag(name, value), value);
    }
    at = end + 1 + size;
  }
  add(tells.settings);
}
