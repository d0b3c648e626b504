import { WhosecopyError } from "@whosecopy/protocol";
import { inspectExif } from "../../exif/inspect-exif.ts";
import type { InspectContext } from "../../format.ts";
import { inspectIcc } from "../../icc/inspect-icc.ts";
import { latin } from "../../icc/profile.ts";
import { inspectJumbf } from "../../jumbf/jumbf.ts";
import { tells } from "../../report/tells.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { compareThumbnail } from "../../thumbnail/compare-thumbnail.ts";
import { inspectTrailer } from "../../trailers/inspect-trailer.ts";
import { inspectXmp } from "../../xmp/inspect-xmp.ts";
import { frameChunks, frameHeadBytes, riffChunks, webpEnd } from "./chunks.ts";

const mostOfChunk = 16e6;

export async function inspectWebp(file: ByteSource, context: InspectContext): Promise<void> {
  const end = await webpEnd(file);
  const thumbnails: { where: string; bytes: Uint8Array }[] = [];
  const read = async (offset: number, length: number) => {
    if (length > mostOfChunk) context.unseen("chunk", "A part of it is too long to be looked at whole.");
    return file.read(offset, Math.min(length, mostOfChunk));
  };
  let extended = false;
  try {
    for await (const { name, offset, length } of riffChunks(file, { from: 12, end }, context.budget)) {
      if (name === "EXIF") {
        const { thumbnail } = await inspectExif(await read(offset, length), context, "Exif", { smallExif: extended });
        if (thumbnail !== undefined) thumbnails.push({ where: "Exif thumbnail", bytes: thumbnail });
      } else if (name === "XMP ") await inspectXmp(await read(offset, length), context, "XMP");
      else if (name === "ICCP") inspectIcc(await read(offset, length), context, "ICC profile");
      else if (name === "C2PA") await inspectJumbf(await read(offset, length), context, "C2PA");
      else if (name === "ANMF") await inspectFrame(file, { offset, length }, context);
      else if (name === "VP8X") extended = true;
      else if (!frameChunks.has(name) && name !== "ANIM") inspectOther(name, await read(offset, length), context);
    }
  } catch (error) {
    if (!(error instanceof WhosecopyError) || error.code !== "file-damaged") throw error;
    context.unseen("end", "The picture is cut off or damaged: what comes after the damage was not looked at.");
  }
  await inspectTrailer({ file, start: end + (end & 1), context });
  await compareThumbnail({ file, context, thumbnails });
}

async function inspectFrame(
  file: ByteSource,
  { offset, length }: { offset: number; length: number },
  context: InspectContext,
): Promise<void> {
  const range = { from: offset + frameHeadBytes, end: offset + length };
  for await (const chunk of riffChunks(file, range, context.budget))
    if (!frameChunks.has(chunk.name)) inspectOther(chunk.name, await file.read(chunk.offset, 64), context);
}

function inspectOther(name: string, bytes: Uint8Array, context: InspectContext): void {
  const where = /^[\x20-\x7e]{4}$/u.test(name) ? name.trim() : "chunk";
  context.report({ ...tells.otherEntries, where, cleanable: "removed" });
  context.unseen(where, "Holds data of a program in a form that is not known here.");
  if (latin(bytes, 4, 4) === "ftyp") context.report({ ...tells.motion, where, cleanable: "removed" });
}
