import { WhosecopyError } from "@whosecopy/protocol";
import type { InspectContext } from "../../format.ts";
import { latin } from "../../icc/profile.ts";
import { soundTells } from "../../sound/sound-tells.ts";
import { inspectVorbisComment } from "../../sound/vorbis-comment.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import type { OggCodec } from "./codecs.ts";
import { collectHeaders, type HeaderCollector } from "./headers.ts";
import { oggPages } from "./pages.ts";

export async function inspectOgg(file: ByteSource, context: InspectContext): Promise<void> {
  const streams = new Map<number, HeaderCollector>();
  try {
    for await (const page of oggPages(file, context.budget)) {
      if (page.first) {
        const headers = await collectHeaders(file, page);
        streams.set(page.serial, headers);
        if (headers.codec === undefined)
          context.unseen("stream", "Holds a stream of a kind that is not known here; it was not looked at.");
        continue;
      }
      const headers = streams.get(page.serial);
      if (headers === undefined || headers.done) continue;
      await headers.take(page);
      if (headers.done && headers.codec !== undefined) await inspectComment(headers, headers.codec, context);
    }
  } catch (error) {
    if (!(error instanceof WhosecopyError) || error.code !== "file-damaged" || streams.size === 0) throw error;
    context.unseen("end", "The file is cut off or damaged: what comes after the damage was not looked at.");
  }
}

async function inspectComment({ packets }: HeaderCollector, codec: OggCodec, context: InspectContext): Promise<void> {
  const comment = packets[0] ?? new Uint8Array(0);
  const where = `${codec.name} tags`;
  const start = codec.commentHead.length;
  if (latin(comment, 0, start) !== latin(codec.commentHead, 0, start)) {
    context.unseen(where, "The tags are damaged and were not looked at.");
    return;
  }
  await inspectVorbisComment(comment.subarray(start), context, where);
  // RFC 7845, 5.2: what follows the entries of OpusTags is free for programs.
  if (codec.name === "Opus" && comment.length > 16 && comment.subarray(start).every((byte) => byte === 0))
    context.report({ ...soundTells.leftover, where, cleanable: "removed" });
}
