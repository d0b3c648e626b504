import type { InspectContext } from "../format.ts";
import { type Gather, gatherInto, looksLikePath } from "../report/gather.ts";
import { type Tell, tells } from "../report/tells.ts";
import { soundTells, tellOfSoundTag } from "../sound/sound-tells.ts";
import { type ByteSource, sourceOfBytes } from "../source/byte-source.ts";
import { countSteps } from "../steps.ts";
import { inspectXmp } from "../xmp/inspect-xmp.ts";
import { type Id3Frame, readId3v2 } from "./id3-file.ts";

/** ID3v2.4.0 native frames, section 4, and their names in version 2.2. */
const byFrame: readonly (readonly [RegExp, Tell])[] = [
  [/^(?:TCOP|TPRO|WCOP|TCR)$/u, tells.rights],
  [/^(?:TD(?:RC|EN|OR|TG|RL|AT)|TYER?|TIME?|TORY?|TRDA?|TDA|TOR)$/u, soundTells.date],
  [/^(?:TSSE|TSS|TENC|TEN)$/u, tells.software],
  [/^(?:TP[E1-4][1-4]?|TCOM?|TCM|TEXT|TXT|TOLY|TOPE|TOA|TOL|TOWN|TPUB|TPB|IPLS?|TIPL|TMCL)$/u, tells.person],
  [/^(?:UFID?|UFI|TSRC|TRC|MCDI|MCI)$/u, tells.uniqueId],
  [/^(?:POPM?|OWNE|COMR)$/u, tells.contact],
  [/^(?:USLT|SYLT|ULT|SLT)$/u, soundTells.lyrics],
  [/^(?:COMM?|USER)$/u, tells.comment],
  [/^W/u, tells.link],
  [/^(?:CHAP|CTOC|ETCO?|SYTC|STC)$/u, soundTells.marks],
  [/^T/u, tells.description],
];

/** Says what the ID3v2 tag at an offset gives away; damage within it is said. */
export async function inspectId3v2(file: ByteSource, offset: number, context: InspectContext): Promise<void> {
  const where = "ID3 tag";
  const gather = gatherInto(context, where);
  const { frames, whole } = await readId3v2(file, offset, countSteps(context.budget, 50));
  for (const frame of frames) await inspectFrame(frame, { context, gather, where });
  gather.flush();
  if (frames.length === 0)
    context.report({
      kind: "format-detail",
      severity: "harmless",
      sentence: "Holds an empty tag.",
      where,
      cleanable: "removed",
    });
  if (!whole) context.unseen(where, "A part of the tag is damaged or too long and was not looked at.");
}

async function inspectFrame(
  frame: Id3Frame,
  to: { readonly context: InspectContext; readonly gather: Gather; readonly where: string },
): Promise<void> {
  const { id, data } = frame;
  const { context, gather, where } = to;
  if (frame.packed) {
    gather.add(tells.otherEntries);
    context.unseen(where, "An entry is compressed or encrypted and was not looked at.");
  } else if (id === "APIC" || id === "PIC") {
    gather.add(soundTells.cover);
    const picture = pictureIn(frame);
    if (picture !== null) await context.inner("cover", sourceOfBytes(picture));
  } else if (id === "GEOB" || id === "GEO") {
    gather.add(soundTells.file);
    context.unseen(where, "An attached file was not looked at.");
  } else if (id === "PRIV" && asText(data).startsWith("XMP\0")) {
    await inspectXmp(data.subarray(4), context, "XMP");
  } else if (id === "TXXX" || id === "TXX") {
    const [name = "", ...values] = textOf(data).split("\0");
    gather.add(tellOfSoundTag(name, values.join(" ")), values.join(" "));
  } else {
    const value = /^[TWC]|^U[SL]|^POP|^IPL/u.test(id) ? textOf(data) : "";
    const known = byFrame.find(([pattern]) => pattern.test(id))?.[1];
    gather.add(looksLikePath(value) ? tells.path : (known ?? tells.otherEntries), value);
  }
}

/** Encoding byte, then text; other leading bytes (a language, an address) do no harm in what is shown. */
function textOf(data: Uint8Array): string {
  const encoding = data[0] ?? 0;
  if (encoding === 1 || encoding === 2) {
    const little = encoding === 1 && data[1] !== 0xfe;
    return new TextDecoder(little ? "utf-16le" : "utf-16be").decode(data.subarray(1));
  }
  return encoding === 3 ? new TextDecoder().decode(data.subarray(1)) : asText(data.subarray(encoding === 0 ? 1 : 0));
}

function asText(data: Uint8Array): string {
  return new TextDecoder("windows-1252").decode(data.subarray(0, 10_000));
}

/** The picture within APIC (encoding, type as text, kind, description, data) or PIC (three letters for the type). */
function pictureIn({ id, data }: Id3Frame): Uint8Array | null {
  let at = 1;
  if (id === "PIC") at += 3;
  else {
    const end = data.indexOf(0, at);
    if (end < 0) return null;
    at = end + 1;
  }
  at++;
  const wide = data[0] === 1 || data[0] === 2;
  for (; at < data.length; at += wide ? 2 : 1) {
    if (data[at] === 0 && (!wide || data[at + 1] === 0)) return data.subarray(at + (wide ? 2 : 1));
  }
  return null;
}
