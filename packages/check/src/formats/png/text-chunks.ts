import type { Budget } from "../../budget.ts";
import { inspectExif } from "../../exif/inspect-exif.ts";
import type { InspectContext } from "../../format.ts";
import { inflate } from "../../inflate.ts";
import { inspectIptc } from "../../iptc/inspect-iptc.ts";
import { inspectPhotoshop } from "../../iptc/inspect-photoshop.ts";
import { latin } from "../../icc/profile.ts";
import { type Gather, looksLikePath } from "../../report/gather.ts";
import { type Tell, tells } from "../../report/tells.ts";
import { inspectXmp } from "../../xmp/inspect-xmp.ts";

const mostOfText = 16e6;

/** A tEXt, zTXt or iTXt chunk. */
export interface PngText {
  readonly keyword: string;
  readonly bytes: Uint8Array;
  readonly utf8: boolean;
  /** False when it could not be unpacked. */
  readonly whole: boolean;
}

export async function readText(type: string, content: Uint8Array, budget: Budget): Promise<PngText> {
  const zero = content.indexOf(0);
  const keyword = latin(content, 0, zero < 0 ? 0 : Math.min(zero, 79));
  const plain = (bytes: Uint8Array, utf8: boolean): PngText => ({ keyword, bytes, utf8, whole: zero >= 0 });
  const packed = async (from: number, utf8: boolean): Promise<PngText> => {
    const { bytes, whole } = await inflate(content.subarray(from), budget, mostOfText);
    return { keyword, bytes, utf8, whole };
  };
  if (type === "tEXt") return plain(content.subarray(zero + 1), false);
  if (type === "zTXt") return packed(zero + 2, false);
  // Flag, method, language, translated keyword, text.
  const language = content.indexOf(0, zero + 3);
  const translated = content.indexOf(0, language + 1);
  if (language < 0 || translated < 0) return { keyword, bytes: content, utf8: true, whole: false };
  return content[zero + 1] === 1 ? packed(translated + 1, true) : plain(content.subarray(translated + 1), true);
}

const instructions: Tell = {
  kind: "edit-history",
  severity: "shows-more",
  sentence: "Holds the words or settings that a program made the picture from.",
};
const source: Tell = {
  kind: "hidden-content",
  severity: "shows-more",
  sentence: "Holds the drawing it was made from, also the parts that are not shown.",
};

const byKeyword: readonly (readonly [RegExp, Tell])[] = [
  [/^(?:author|artist|creator|by-line|photographer)$/iu, tells.person],
  [/^copyright$/iu, tells.rights],
  [
    /^(?:creation ?time|create-date|modify-date|date:.*|.*timestamp|exif:DateTime.*|Thumb::MTime|CreationDate)$/iu,
    tells.date,
  ],
  [/^(?:software|creatortool|generator|producer|exif:Software|signature)$/iu, tells.software],
  [/^(?:source|make|model|exif:Make|exif:Model|camera)$/iu, tells.model],
  [/^(?:title|description|subject|label|keywords|caption|headline)$/iu, tells.description],
  [/^(?:comment|disclaimer|warning|usercomment)$/iu, tells.comment],
  [/^(?:Thumb::URI|.*base-uri|.*path|file(?:name)?|hostname|user)$/iu, tells.path],
  [/^exif:GPS/iu, tells.placeName],
  [/^(?:parameters|prompt|workflow|sd-metadata|invokeai.*|dream|generation_data)$/iu, instructions],
  [/^(?:mxfile|mxGraphModel|application\/vnd\..*|excalidraw.*|tldraw.*)$/iu, source],
  [
    /^(?:exif:.*|tiff:.*|png:.*|icc:.*|dpi|Thumb::.*|.*:sampling-factor|aspect|gamma|jpeg:.*|pdf:.*)$/iu,
    tells.settings,
  ],
];

/** Says what a text chunk gives away; the blocks of other formats that programs write as text are read as such. */
export async function inspectText(text: PngText, context: InspectContext, gather: Gather): Promise<void> {
  const { keyword, bytes, utf8, whole } = text;
  if (!whole) context.unseen("text", "A text in it is damaged or too long to be looked at whole.");
  if (keyword === "XML:com.adobe.xmp") {
    await inspectXmp(bytes, context, "XMP");
    return;
  }
  const raw = /^Raw profile type (.+)$/u.exec(keyword);
  if (raw !== null) {
    await inspectRawProfile(raw[1]!, bytes, context);
    return;
  }
  const words = new TextDecoder(utf8 ? "utf-8" : "windows-1252").decode(bytes.subarray(0, 20_000));
  const tell = byKeyword.find(([pattern]) => pattern.test(keyword))?.[1] ?? tells.otherEntries;
  gather.add(tell, tell === tells.otherEntries ? `${keyword}: ${words}` : words);
  if (looksLikePath(words)) gather.add(tells.path, words);
}

/** ImageMagick's way: a name, a length and the bytes in hexadecimal. */
async function inspectRawProfile(type: string, text: Uint8Array, context: InspectContext): Promise<void> {
  const bytes = bytesOfHex(text);
  const start = latin(bytes, 0, 29);
  if (start.startsWith("http://ns.adobe.com/xap/1.0/\0")) await inspectXmp(bytes.subarray(29), context, "XMP");
  else if (type === "xmp") await inspectXmp(bytes, context, "XMP");
  else if (type === "exif" || type === "APP1") await inspectExif(bytes, context, "Exif");
  else if (start.startsWith("Photoshop 3.0\0")) await inspectResources(bytes.subarray(14), context);
  else if (start.startsWith("8BIM")) await inspectResources(bytes, context);
  else if (bytes[0] === 0x1c) inspectIptc(bytes, context, "IPTC");
  else if (type === "icc" || type === "icm") context.report({ ...tells.profile, where: type, cleanable: "removed" });
  else {
    context.report({ ...tells.otherEntries, where: type, cleanable: "removed" });
    context.unseen(type, "Holds data of a program in a form that is not known here.");
  }
}

async function inspectResources(bytes: Uint8Array, context: InspectContext): Promise<void> {
  const { exif } = await inspectPhotoshop(bytes, context, "Photoshop");
  for (const block of exif) await inspectExif(block, context, "Photoshop Exif");
}

function bytesOfHex(text: Uint8Array): Uint8Array {
  // "\n" name "\n" length "\n" digits
  let at = text.indexOf(0x0a, 1) + 1;
  at = text.indexOf(0x0a, at) + 1;
  const out = new Uint8Array((text.length - at) >> 1);
  let [length, high] = [0, -1];
  for (; at < text.length; at++) {
    const digit = parseInt(String.fromCharCode(text[at]!), 16);
    if (Number.isNaN(digit)) continue;
    if (high < 0) high = digit;
    else {
      out[length++] = high * 16 + digit;
      high = -1;
    }
  }
  return out.subarray(0, length);
}
