import { WhosecopyError } from "@whosecopy/protocol";
import type { InspectContext } from "../../format.ts";
import { inspectJumbf } from "../../jumbf/jumbf.ts";
import { looksLikePath } from "../../report/gather.ts";
import { PrivateValue } from "../../report/private-value.ts";
import { type Tell, tells } from "../../report/tells.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { inspectTrailer } from "../../trailers/inspect-trailer.ts";
import { inspectXmp } from "../../xmp/inspect-xmp.ts";
import { contentOf, type GifBlock, gifBlocks } from "./blocks.ts";
import { isLoop } from "./clean-gif.ts";

export async function inspectGif(file: ByteSource, context: InspectContext): Promise<void> {
  let end = 0;
  try {
    for await (const block of gifBlocks(file, context.budget)) {
      await inspectBlock(file, block, context);
      end = block.end;
    }
  } catch (error) {
    if (!(error instanceof WhosecopyError) || error.code !== "file-damaged" || end === 0) throw error;
    context.unseen("end", "The picture is cut off or damaged: what comes after the damage was not looked at.");
    return;
  }
  await inspectTrailer({ file, start: end, context });
}

async function inspectBlock(file: ByteSource, block: GifBlock, context: InspectContext): Promise<void> {
  switch (block.kind) {
    case "comment":
      inspectComment(await contentOf(file, block), context);
      return;
    case "text":
      context.report({ ...overlay, where: "text block", cleanable: "removed" });
      return;
    case "application":
      await inspectApplication(file, block, context);
      return;
    case "unknown":
      inspectOther("block", context);
      return;
    case "head":
    case "image":
    case "control":
    case "end":
  }
}

const overlay: Tell = {
  kind: "hidden-content",
  severity: "shows-more",
  sentence: "Holds a text that hardly any program shows.",
};

function inspectComment(bytes: Uint8Array, context: InspectContext): void {
  if (bytes.length === 0) return;
  const text = new TextDecoder().decode(bytes.subarray(0, 4_000));
  const program = /^(?:Created with|Optimized|GIF (?:edited|compressed|resized)|Edited|File source|Made with)/iu.test(
    text,
  );
  const value = new PrivateValue(text);
  context.report({ ...(program ? tells.software : tells.comment), where: "comment", cleanable: "removed", value });
  if (looksLikePath(text)) context.report({ ...tells.path, where: "comment", cleanable: "removed", value });
}

async function inspectApplication(file: ByteSource, block: GifBlock, context: InspectContext): Promise<void> {
  const { name, content, end } = block;
  if (isLoop(name)) {
    // Two bytes of count and what some programs put behind them.
    if (end - block.offset > 19) inspectOther(name, context);
  } else if (name === "XMP DataXMP") {
    // The packet lies there as it is, followed by 258 bytes that make it look like sub-blocks (XMP part 3, 1.1.2).
    const bytes = await file.read(content + 12, Math.min(end - content - 12, 16e6));
    const magic = bytes.length - 258;
    await inspectXmp(
      bytes[magic] === 1 && bytes[magic + 1] === 0xff ? bytes.subarray(0, magic) : bytes,
      context,
      "XMP",
    );
  } else if (name === "ICCRGBG1012") context.report({ ...tells.profile, where: "ICC profile", cleanable: "removed" });
  else if (name.startsWith("C2PA_GIF"))
    await inspectJumbf((await contentOf(file, block)).subarray(11), context, "C2PA");
  else inspectOther(/^[\x20-\x7e]+$/u.test(name) ? name.trim() : "application block", context);
}

function inspectOther(where: string, context: InspectContext): void {
  context.report({ ...tells.otherEntries, where, cleanable: "removed" });
  context.unseen(where, "Holds data of a program in a form that is not known here.");
}
