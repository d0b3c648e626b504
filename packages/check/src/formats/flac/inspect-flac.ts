import type { InspectContext } from "../../format.ts";
import { inspectId3v2 } from "../../id3/inspect-id3.ts";
import { inspectEndTag } from "../../id3/tags-at-end.ts";
import { tells } from "../../report/tells.ts";
import { flacPicture } from "../../sound/flac-picture.ts";
import { soundTells } from "../../sound/sound-tells.ts";
import { inspectVorbisComment } from "../../sound/vorbis-comment.ts";
import { type ByteSource, sourceOfBytes } from "../../source/byte-source.ts";
import { flacLayout } from "./blocks.ts";

export async function inspectFlac(file: ByteSource, context: InspectContext): Promise<void> {
  const { start, blocks, tagsAtEnd } = await flacLayout(file, context.budget);
  if (start > 0) await inspectId3v2(file, 0, context);
  for (const { type, offset, length } of blocks) {
    if (type === 1) await inspectPadding(file, { offset, length }, context);
    else if (type === 2) {
      context.report({ ...tells.otherEntries, where: "program's block", cleanable: "removed" });
      context.unseen("program's block", "Holds data of a program in a form that is not known here.");
    } else if (type === 4) await inspectVorbisComment(await file.read(offset, length), context, "tags");
    else if (type === 5) context.report({ ...soundTells.marks, where: "cue sheet", cleanable: "removed" });
    else if (type === 6) {
      context.report({ ...soundTells.cover, where: "picture", cleanable: "removed" });
      await context.inner("cover", sourceOfBytes(flacPicture(await file.read(offset, length))));
    } else if (type !== 0 && type !== 3)
      context.report({ ...tells.otherEntries, where: "block", cleanable: "removed" });
  }
  for (const tag of tagsAtEnd) await inspectEndTag(file, tag, context);
}

/** Room for later tags; editors leave old ones in it. */
async function inspectPadding(
  file: ByteSource,
  { offset, length }: { offset: number; length: number },
  context: InspectContext,
): Promise<void> {
  const bytes = await file.read(offset, length);
  if (bytes.some((byte) => byte !== 0))
    context.report({ ...soundTells.leftover, where: "padding", cleanable: "removed" });
}
