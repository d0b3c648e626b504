import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../budget.ts";
import { viewOf } from "../../exif/tiff-file.ts";
import { latin } from "../../icc/profile.ts";
import { windowReader } from "../../sound/window-reader.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { countSteps } from "../../steps.ts";

/** One Ogg page (RFC 3533, section 6). */
export interface OggPage {
  readonly offset: number;
  /** Head and lacing table: 27 bytes and one per segment. */
  readonly head: Uint8Array;
  readonly bodyLength: number;
  readonly serial: number;
  readonly sequence: number;
  readonly continued: boolean;
  readonly first: boolean;
  /** Lengths of the packets that end in this page, the last one of those that don't, and whether that one ends. */
  readonly packets: readonly { readonly length: number; readonly ends: boolean }[];
}

/**
 * The pages of a file in order.
 * @throws WhosecopyError "file-damaged" at the first thing that is no page.
 */
export async function* oggPages(file: ByteSource, budget: Budget): AsyncGenerator<OggPage> {
  const reader = windowReader(file, 1 << 17);
  const step = countSteps(budget, 500);
  let at = 0;
  while (at < file.size) {
    step();
    const start = await reader.at(at, 27);
    const segments = start[26] ?? 0;
    const head = (await reader.at(at, 27 + segments)).slice();
    if (head.length < 27 + segments || latin(head, 0, 4) !== "OggS" || head[4] !== 0)
      throw new WhosecopyError("file-damaged", "an Ogg page is damaged");
    const { packets, bodyLength } = lacing(head.subarray(27));
    const end = at + head.length + bodyLength;
    if (end > file.size) throw new WhosecopyError("file-damaged", "the last Ogg page is cut off");
    const view = viewOf(head);
    yield {
      offset: at,
      head,
      bodyLength,
      serial: view.getUint32(14, true),
      sequence: view.getUint32(18, true),
      continued: (head[5]! & 1) !== 0,
      first: (head[5]! & 2) !== 0,
      packets,
    };
    at = end;
  }
}

function lacing(table: Uint8Array): { packets: OggPage["packets"]; bodyLength: number } {
  const packets: { length: number; ends: boolean }[] = [];
  let [length, bodyLength, open] = [0, 0, false];
  for (const value of table) {
    length += value;
    bodyLength += value;
    open = value === 255;
    if (open) continue;
    packets.push({ length, ends: true });
    length = 0;
  }
  if (open) packets.push({ length, ends: false });
  return { packets, bodyLength };
}

/** Pages that hold these packets, the first of which starts a page; no granule position, as headers have none. */
export function pagesOf(packets: readonly Uint8Array[], stream: { serial: number; sequence: number }): Uint8Array[] {
  const pages: Uint8Array[] = [];
  let table: number[] = [];
  let body: Uint8Array[] = [];
  let continued = false;
  const flush = (continues: boolean) => {
    pages.push(pageOf({ table, body, continued, serial: stream.serial, sequence: stream.sequence + pages.length }));
    table = [];
    body = [];
    continued = continues;
  };
  for (const packet of packets) {
    let at = 0;
    for (;;) {
      if (table.length === 255) flush(at > 0);
      const length = Math.min(255, packet.length - at);
      table.push(length);
      body.push(packet.subarray(at, at + length));
      at += length;
      if (length < 255) break;
    }
  }
  flush(false);
  return pages;
}

function pageOf(params: {
  table: readonly number[];
  body: readonly Uint8Array[];
  continued: boolean;
  serial: number;
  sequence: number;
}): Uint8Array {
  const { table, body, continued, serial, sequence } = params;
  const headLength = 27 + table.length;
  const page = new Uint8Array(headLength + body.reduce((sum, part) => sum + part.length, 0));
  page.set([0x4f, 0x67, 0x67, 0x53, 0, continued ? 1 : 0]);
  const view = viewOf(page);
  view.setUint32(14, serial, true);
  view.setUint32(18, sequence, true);
  page[26] = table.length;
  page.set(table, 27);
  let at = headLength;
  for (const part of body) {
    page.set(part, at);
    at += part.length;
  }
  view.setUint32(22, oggCrc(page), true);
  return page;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0);
  return value;
});

/** Checksum of a page whose own field is zero (RFC 3533, section 6, field 7). Can be continued from `start`. */
export function oggCrc(bytes: Uint8Array, start = 0): number {
  let crc = start;
  for (const byte of bytes) crc = (crc << 8) ^ crcTable[((crc >>> 24) ^ byte) & 255]!;
  return crc >>> 0;
}
