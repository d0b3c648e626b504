import type { InspectContext } from "../../format.ts";
import { inspectId3v2 } from "../../id3/inspect-id3.ts";
import { latin } from "../../icc/profile.ts";
import { gatherInto } from "../../report/gather.ts";
import { type Tell, tells } from "../../report/tells.ts";
import { soundTells, tellOfSoundTag } from "../../sound/sound-tells.ts";
import { type ByteSource, partOf } from "../../source/byte-source.ts";
import { inspectXmp } from "../../xmp/inspect-xmp.ts";
import { endOfChunks, type WavChunk, wavChunks } from "./chunks.ts";

const mostOfChunk = 4e6;

/** Names of LIST INFO entries (Microsoft RIFF multimedia registration). */
const info: Readonly<Record<string, Tell>> = {
  IART: tells.person,
  IENG: tells.person,
  ITCH: tells.person,
  ICMS: tells.person,
  IWRI: tells.person,
  ICOP: tells.rights,
  ICRD: soundTells.date,
  IDIT: soundTells.date,
  ISFT: tells.software,
  ICMT: tells.comment,
  ISRF: tells.uniqueId,
  ISRC: tells.person,
  IARL: soundTells.place,
  ICNT: soundTells.place,
  ILOC: soundTells.place,
};

export async function inspectWav(file: ByteSource, context: InspectContext): Promise<void> {
  const chunks = await wavChunks(file, context.budget);
  const seen = new Set<string>();
  for (const chunk of chunks) {
    const again = seen.has(chunk.name);
    seen.add(chunk.name);
    await inspectChunk(file, chunk, { context, again });
  }
  const end = endOfChunks(chunks);
  if (end < file.size) context.report({ ...soundTells.leftover, where: "after the end", cleanable: "removed" });
}

async function inspectChunk(
  file: ByteSource,
  { name, offset, length }: WavChunk,
  to: { readonly context: InspectContext; readonly again: boolean },
): Promise<void> {
  const { context, again } = to;
  if (["fmt ", "fact", "data", "ds64"].includes(name)) {
    if (again) context.report({ ...soundTells.leftover, where: name.trim(), cleanable: "removed" });
    return;
  }
  const where = name.trim() === "" ? "chunk" : name.trim();
  const gather = gatherInto(context, where);
  const bytes = await file.read(offset, Math.min(length, mostOfChunk));
  const text = (at: number, count: number) => new TextDecoder("windows-1252").decode(bytes.subarray(at, at + count));
  if (length > mostOfChunk) context.unseen(where, "A part of it is too long to be looked at whole.");
  if (name === "LIST" && latin(bytes, 0, 4) === "INFO") inspectInfo(bytes, gather.add);
  else if (name === "LIST" || ["cue ", "smpl", "plst", "inst"].includes(name)) gather.add(soundTells.marks);
  else if (name === "bext") inspectBroadcast(text, gather.add);
  else if (name === "iXML" || name === "axml") gather.add(soundTells.history, text(0, 2_000));
  else if (name === "_PMX") await inspectXmp(bytes, context, "XMP");
  else if (name.toLowerCase() === "id3 ") await inspectId3v2(partOf(file, offset, length), 0, context);
  else if (["JUNK", "PAD ", "FLLR", "junk"].includes(name)) {
    if (bytes.some((byte) => byte !== 0)) gather.add(soundTells.leftover);
    else gather.add(tells.settings);
  } else {
    gather.add(tells.otherEntries);
    context.unseen(where, "Holds data of a program in a form that is not known here.");
  }
  gather.flush();
}

/** Broadcast extension (EBU Tech 3285): description, originator, reference, date and time, UMID, coding history. */
function inspectBroadcast(
  text: (at: number, count: number) => string,
  add: (tell: Tell, value?: string) => void,
): void {
  add(tells.comment, text(0, 256));
  add(tells.person, text(256, 32));
  add(tells.uniqueId, text(288, 32));
  add(soundTells.date, text(320, 18));
  add(soundTells.history, text(602, 2_000));
}

function inspectInfo(bytes: Uint8Array, add: (tell: Tell, value?: string) => void): void {
  let at = 4;
  for (let i = 0; i < 1_000 && at + 8 <= bytes.length; i++) {
    const name = latin(bytes, at, 4);
    const size = bytes[at + 4]! + bytes[at + 5]! * 256 + bytes[at + 6]! * 65_536 + bytes[at + 7]! * 16_777_216;
    const value = new TextDecoder().decode(bytes.subarray(at + 8, at + 8 + Math.min(size, 10_000)));
    const tell = info[name] ?? tells.description;
    add(tell === tells.description ? tellOfSoundTag(name, value) : tell, value);
    at += 8 + size + (size & 1);
  }
}
