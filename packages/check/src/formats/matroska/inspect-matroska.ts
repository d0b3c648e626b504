import { WhosecopyError } from "@whosecopy/protocol";
import type { InspectContext } from "../../format.ts";
import { gatherInto } from "../../report/gather.ts";
import { type Tell, tells } from "../../report/tells.ts";
import { soundTells, tellOfSoundTag } from "../../sound/sound-tells.ts";
import { type ByteSource, partOf } from "../../source/byte-source.ts";
import { emptiedInfo, keptInfo, keptTrack } from "./kept-elements.ts";
import { ids, type MatroskaLayout, matroskaLayout, type Sized } from "./layout.ts";

/** Of Info (RFC 9559, 5.1.2). */
const infoTells: ReadonlyMap<number, Tell> = new Map<number, Tell>([
  [0x7ba9, tells.description],
  [0x4461, soundTells.date],
  [0x73a4, tells.uniqueId],
  [0x3cb923, tells.uniqueId],
  [0x3eb923, tells.uniqueId],
  [0x7384, tells.path],
  [0x3c83ab, tells.path],
  [0x3e83bb, tells.path],
]);

const trackName = 0x536e;
const trackType = 0x83;
const subtitles = 0x11;

export async function inspectMatroska(file: ByteSource, context: InspectContext): Promise<void> {
  const layout = await matroskaLayout(file, context.budget);
  for (const part of layout.parts) {
    try {
      await inspectPart(file, part, { layout, context });
    } catch (error) {
      if (!(error instanceof WhosecopyError) || error.code !== "file-damaged") throw error;
      context.unseen("segment", "A part is damaged and was not looked at.");
    }
  }
  if (layout.end < file.size) context.report({ ...soundTells.leftover, where: "after the end", cleanable: "removed" });
}

interface Inspecting {
  readonly layout: MatroskaLayout;
  readonly context: InspectContext;
}

async function inspectPart(file: ByteSource, part: Sized, to: Inspecting): Promise<void> {
  const { layout, context } = to;
  if (part.id === ids.info) await inspectInfo(file, part, to);
  else if (part.id === ids.tracks) for (const track of await layout.children(part)) await inspectTrack(file, track, to);
  else if (part.id === ids.attachments)
    for (const attached of await layout.children(part)) await inspectAttached(file, attached, to);
  else if (part.id === ids.tags) {
    const gather = gatherInto(context, "tags");
    await inspectTags(file, part, { ...to, add: gather.add, depth: 0 });
    gather.flush();
  } else if (part.id === ids.chapters) context.report({ ...soundTells.marks, where: "chapters", cleanable: "removed" });
  else if (part.id === ids.empty) {
    const bytes = await file.read(part.offset, Math.min(part.length, 1e6));
    if (bytes.some((byte) => byte !== 0))
      context.report({ ...soundTells.leftover, where: "unused space", cleanable: "removed" });
  } else if (![ids.seekHead, ids.cluster, ids.cues].some((id) => id === part.id)) {
    context.report({ ...tells.otherEntries, where: "segment", cleanable: "removed" });
    context.unseen("segment", "Holds a part of a kind that is not known here.");
  }
}

async function inspectInfo(file: ByteSource, part: Sized, { layout, context }: Inspecting): Promise<void> {
  const gather = gatherInto(context, "information");
  for (const { id, offset, length } of await layout.children(part)) {
    if (keptInfo.has(id) || id === ids.empty || id === ids.checksum) continue;
    const text = await textAt(file, offset, length);
    if (emptiedInfo.has(id)) {
      if (text !== "") gather.add(soundTells.encoder, text);
    } else gather.add(infoTells.get(id) ?? tells.otherEntries, id === 0x7ba9 ? text : undefined);
  }
  gather.flush();
}

async function inspectTrack(file: ByteSource, track: Sized, { layout, context }: Inspecting): Promise<void> {
  if (track.id !== ids.trackEntry) return;
  const gather = gatherInto(context, "track");
  for (const { id, offset, length } of await layout.children(track)) {
    if (id === trackName) gather.add(tells.description, await textAt(file, offset, length));
    else if (!keptTrack.has(id) && id !== ids.empty && id !== ids.checksum) gather.add(tells.otherEntries);
    if (id === trackType && (await file.read(offset, length)).at(-1) === subtitles)
      context.unseen("track", "What the subtitles say was not looked at; they stay.");
  }
  gather.flush();
}

async function inspectAttached(file: ByteSource, attached: Sized, { layout, context }: Inspecting): Promise<void> {
  if (attached.id !== ids.attachedFile) return;
  context.report({ ...soundTells.file, where: "attachment", cleanable: "removed" });
  for (const { id, offset, length } of await layout.children(attached))
    if (id === ids.fileData) await context.inner("attachment", partOf(file, offset, length));
}

async function inspectTags(
  file: ByteSource,
  part: Sized,
  to: Inspecting & { readonly add: (tell: Tell, value?: string) => void; readonly depth: number },
): Promise<void> {
  if (to.depth > 10) return;
  let [name, value] = ["", ""];
  for (const child of await to.layout.children(part)) {
    if (child.id === ids.tagName) name = await textAt(file, child.offset, child.length);
    else if (child.id === ids.tagString) value = await textAt(file, child.offset, child.length);
    else if (child.id === ids.tag || child.id === ids.simpleTag)
      await inspectTags(file, child, { ...to, depth: to.depth + 1 });
  }
  if (name !== "") to.add(tellOfSoundTag(name, value), `${name}=${value}`);
}

async function textAt(file: ByteSource, offset: number, length: number): Promise<string> {
  return new TextDecoder()
    .decode(await file.read(offset, Math.min(length, 10_000)))
    .replaceAll("\0", "")
    .trim();
}
