import type { Format, InspectContext } from "../../format.ts";
import { id3v2Length } from "../../id3/id3-file.ts";
import { inspectId3v2 } from "../../id3/inspect-id3.ts";
import { inspectEndTag } from "../../id3/tags-at-end.ts";
import { latin } from "../../icc/profile.ts";
import { PrivateValue } from "../../report/private-value.ts";
import { soundTells } from "../../sound/sound-tells.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { mp3Layout } from "./layout.ts";
import { frameLength } from "./mpeg-frames.ts";

/** MPEG sound, layers I to III, with tags before and after it. */
export const mp3: Format = {
  name: "MP3 sound",
  matches: matchesMp3,
  inspect: inspectMp3,
  async clean(file, context) {
    const { sound } = await mp3Layout(file, context.budget);
    return sound.map(({ offset, length }) => ({ from: file, offset, length }));
  },
};

async function matchesMp3(head: Uint8Array, file: ByteSource): Promise<boolean> {
  // A tag may stand before other kinds of sound, so what follows it counts; zeros often stand between.
  let start = 0;
  for (let i = 0; i < 4; i++) start += await id3v2Length(file, start);
  const bytes = start === 0 ? head : await file.read(start, 4_096);
  let at = 0;
  if (start > 0) while (at < bytes.length && bytes[at] === 0) at++;
  const length = frameLength(bytes.subarray(at, at + 4));
  if (length === 0) return false;
  const next = await file.read(start + at + length, 4);
  return next.length < 4 || frameLength(next) > 0 || latin(next, 0, 3) === "TAG";
}

async function inspectMp3(file: ByteSource, context: InspectContext): Promise<void> {
  const layout = await mp3Layout(file, context.budget);
  for (const { offset } of layout.tagsAtStart) await inspectId3v2(file, offset, context);
  const encoder = await encoderOf(file, layout.sound[0]?.offset ?? 0);
  if (encoder !== null)
    context.report({
      ...soundTells.encoder,
      where: "first frame",
      cleanable: "stays",
      value: new PrivateValue(encoder),
    });
  for (const tag of layout.tagsAtEnd) await inspectEndTag(file, tag, context);
  if (layout.rest > 0)
    context.report({ ...soundTells.leftover, where: "between tags and sound", cleanable: "removed" });
}

/** The name in a Xing, Info or VBRI frame; players need the frame for length and gaps, so it stays. */
async function encoderOf(file: ByteSource, offset: number): Promise<string | null> {
  const frame = latin(await file.read(offset, 400), 0, 400);
  return /(?:Xing|Info|VBRI)/u.test(frame)
    ? (/(?:LAME|Lavc|Lavf|GOGO|L3\.99)[\w .]*/u.exec(frame)?.[0] ?? "unnamed")
    : null;
}
