import { viewOf } from "../exif/tiff-file.ts";
import { latin } from "../icc/profile.ts";
import type { ByteSource } from "../source/byte-source.ts";

/** One box of an ISO base media file (ISO/IEC 14496-12, 4.2), whose content is in memory. */
export interface Box {
  /** Four characters; "uuid" with the type as hexadecimal digits after a colon for those. */
  readonly type: string;
  readonly body: Uint8Array;
}

/** The same for a box that stays in the file. */
export interface FileBox {
  readonly type: string;
  /** Of its head, within the file. */
  readonly start: number;
  /** Of what it holds. */
  readonly content: number;
  readonly end: number;
  /** True when the file ends before the box does. */
  readonly cut: boolean;
}

/** Its size is 0: it goes on to the end (ISO/IEC 14496-12, 4.2). */
const toTheEnd = 0;
const longSize = 1;

interface Head {
  readonly type: string;
  readonly headBytes: number;
  readonly size: number;
}

/** @param room bytes from the head to the end of what it lies in. @returns null for what is no box. */
function readHead(head: Uint8Array, room: number): Head | null {
  if (head.length < 8) return null;
  const view = viewOf(head);
  const short = view.getUint32(0);
  let type = latin(head, 4, 4);
  if (!/^[\x20-\x7e\xa9]{4}$/u.test(type)) return null;
  let headBytes = 8;
  let size = short;
  if (short === longSize) {
    if (head.length < 16) return null;
    size = Number(view.getBigUint64(8));
    headBytes = 16;
  } else if (short === toTheEnd) size = room;
  if (type === "uuid") {
    if (head.length < headBytes + 16) return null;
    type = `uuid:${hexOf(head.subarray(headBytes, headBytes + 16))}`;
    headBytes += 16;
  }
  return size < headBytes ? null : { type, headBytes, size };
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Boxes that are told from other bytes even when the file ends within them. */
const mainBoxes: ReadonlySet<string> = new Set(["ftyp", "moov", "mdat", "moof", "meta", "mpvd", "free", "skip"]);

/**
 * The boxes of a file one after another, without their content.
 * @param step called for each.
 * @returns also where the first bytes are that are no box: the file's size when there are none.
 */
export async function fileBoxes(file: ByteSource, step: () => void): Promise<{ boxes: FileBox[]; end: number }> {
  const boxes: FileBox[] = [];
  let at = 0;
  while (at < file.size) {
    step();
    const head = readHead(await file.read(at, 32), file.size - at);
    if (head === null) break;
    const cut = at + head.size > file.size;
    if (cut && !mainBoxes.has(head.type)) break;
    const end = Math.min(file.size, at + head.size);
    boxes.push({ type: head.type, start: at, content: at + head.headBytes, end, cut });
    at = end;
  }
  return { boxes, end: at };
}

/** The boxes in memory, and the bytes after them that are no box. A box that is cut off counts as no box. */
export function boxesIn(bytes: Uint8Array, step: () => void): { boxes: Box[]; rest: Uint8Array } {
  const boxes: Box[] = [];
  let at = 0;
  while (at < bytes.length) {
    step();
    const head = readHead(bytes.subarray(at, at + 32), bytes.length - at);
    if (head === null || at + head.size > bytes.length) break;
    boxes.push({ type: head.type, body: bytes.subarray(at + head.headBytes, at + head.size) });
    at += head.size;
  }
  return { boxes, rest: bytes.subarray(at) };
}

/** The first box of a type. */
export function firstOf(boxes: readonly Box[], type: string): Uint8Array | undefined {
  return boxes.find((box) => box.type === type)?.body;
}

/** The name of a box as a place in a report: letters as they are, the mark of QuickTime's texts as "(c)". */
export function placeOf(type: string): string {
  return type.startsWith("uuid:") ? "uuid" : type.replace("\u00a9", "(c)").trim();
}
