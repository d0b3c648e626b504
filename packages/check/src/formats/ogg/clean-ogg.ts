import { viewOf } from "../../exif/tiff-file.ts";
import type { CleanContext } from "../../format.ts";
import { CleanRefused } from "../../refusal.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import type { Piece } from "../../source/pieces.ts";
import { emptyComment } from "./codecs.ts";
import { collectHeaders, type HeaderCollector } from "./headers.ts";
import { type OggPage, oggCrc, oggPages, pagesOf } from "./pages.ts";

interface Stream {
  readonly headers: HeaderCollector;
  /** What later pages' numbers change by, because the comment takes fewer pages now. */
  shift: number;
}

/** Empties the comment of every stream; pages of sound keep their bytes but for their numbers. */
export async function cleanOgg(file: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const pieces: Piece[] = [];
  const streams = new Map<number, Stream>();
  for await (const page of oggPages(file, context.budget)) {
    if (page.first) {
      const headers = await collectHeaders(file, page);
      if (headers.codec === undefined)
        throw new CleanRefused(
          "This file holds sound or video of a kind that can't be cleaned here. Save it as MP4 or Opus, then clean that.",
        );
      streams.set(page.serial, { headers, shift: 0 });
      pieces.push(whole(file, page));
      continue;
    }
    const stream = streams.get(page.serial);
    // A page of no stream is of no use to a player.
    if (stream === undefined) continue;
    if (!stream.headers.done) {
      await stream.headers.take(page);
      if (stream.headers.done) pieces.push(...headerPages(stream, page));
    } else pieces.push(...(stream.shift === 0 ? [whole(file, page)] : await renumbered(file, page, stream.shift)));
  }
  return pieces;
}

function whole(file: ByteSource, { offset, head, bodyLength }: OggPage): Piece {
  return { from: file, offset, length: head.length + bodyLength };
}

function headerPages(stream: Stream, last: OggPage): Piece[] {
  const { headers } = stream;
  if (headers.codec === undefined) return [];
  const packets = [emptyComment(headers.codec), ...headers.packets.slice(1)];
  const sequence = last.sequence - headers.pages + 1;
  const pages = pagesOf(packets, { serial: last.serial, sequence });
  stream.shift = pages.length - headers.pages;
  return pages.map((bytes) => ({ bytes }));
}

async function renumbered(file: ByteSource, page: OggPage, shift: number): Promise<Piece[]> {
  const head = page.head.slice();
  const view = viewOf(head);
  view.setUint32(18, page.sequence + shift, true);
  view.setUint32(22, 0, true);
  const offset = page.offset + page.head.length;
  const body = await file.read(offset, page.bodyLength);
  view.setUint32(22, oggCrc(body, oggCrc(head)), true);
  return [{ bytes: head }, { from: file, offset, length: page.bodyLength }];
}
