import type { InspectContext } from "../../format.ts";
import { allStays } from "../../report/all-stays.ts";
import { type Gather, gatherInto, looksLikePath } from "../../report/gather.ts";
import { type Tell, tells } from "../../report/tells.ts";
import { type ByteSource, readExactly, sourceOfBytes } from "../../source/byte-source.ts";
import { countSteps } from "../../steps.ts";
import { bytesOfBase64 } from "../../xmp/base64.ts";
import { inspectXmp } from "../../xmp/inspect-xmp.ts";
import { decodeXml, scanXml, type XmlAttribute, type XmlToken } from "../../xmp/xml-scan.ts";

/** A drawing is read whole: text has to be. */
const mostBytes = 64e6;
const mostPictures = 200;

const script: Tell = {
  kind: "script",
  severity: "identifies-you",
  sentence: "Holds a program that runs when it is opened.",
};
const fetched: Tell = {
  kind: "external-link",
  severity: "identifies-you",
  sentence: "Fetches something from elsewhere when it is opened, which tells that it was opened.",
};
const hidden: Tell = { kind: "hidden-content", severity: "shows-more", sentence: "Holds parts that are hidden." };
const editable: Tell = {
  kind: "hidden-content",
  severity: "shows-more",
  sentence: "Holds the editable drawing of a program, which may show more.",
};
const names: Tell = { kind: "text", severity: "identifies-you", sentence: "Holds names of layers and parts." };
const foreign: Tell = {
  kind: "embedded-file",
  severity: "shows-more",
  sentence: "Holds parts in another language than the drawing's.",
};

/** What is gathered while the text is walked through. */
interface Walk {
  readonly gather: Gather;
  readonly pictures: string[];
  readonly path: string[];
}

export async function inspectSvg(file: ByteSource, context: InspectContext): Promise<void> {
  const told = allStays(context);
  const text = decodeXml(await readExactly(file, 0, file.size, mostBytes));
  const walk: Walk = { gather: gatherInto(told, "drawing"), pictures: [], path: [] };
  const step = countSteps(context.budget, 500);
  for (const token of scanXml(text)) {
    step();
    visit(token, walk, told);
  }
  walk.gather.flush();
  for (const block of text.matchAll(/<(?:\w+:)?metadata[\s>][\s\S]*?<\/(?:\w+:)?metadata>/gu))
    await inspectXmp(new TextEncoder().encode(block[0]), told, "metadata");
  for (const [i, data] of walk.pictures.entries()) {
    const bytes = bytesOfDataUri(data);
    if (bytes === null) told.unseen("embedded file", "An embedded file could not be read.");
    else await told.inner(`embedded file ${String(i + 1)}`, sourceOfBytes(bytes));
  }
}

function visit(token: XmlToken, walk: Walk, context: InspectContext): void {
  const { gather, path } = walk;
  switch (token.kind) {
    case "comment":
      gather.add(
        /generator|created with|exported|sketch|figma|illustrator/iu.test(token.text) ? tells.software : tells.comment,
        token.text,
      );
      if (looksLikePath(token.text)) gather.add(tells.path, token.text);
      return;
    case "instruction":
      if (token.text.startsWith("xml-stylesheet")) gather.add(fetched, token.text);
      else if (!token.text.startsWith("xml ")) gather.add(tells.otherEntries, token.text);
      return;
    case "doctype":
      if (token.text.includes("["))
        context.unseen("definitions", "It defines pieces of text of its own, which were not put together.");
      return;
    case "text":
      visitText(token.text, walk);
      return;
    case "close":
      path.pop();
      return;
    case "open":
      visitElement(token.name, token.attributes, walk);
      if (!token.empty) path.push(token.name);
  }
}

function visitText(text: string, { gather, path, pictures }: Walk): void {
  const element = (path.at(-1) ?? "").replace(/^svg:/u, "");
  if (element === "title" || element === "desc") gather.add(tells.description, text);
  else if (element === "style") visitStyle(text, gather, pictures);
  if (looksLikePath(text)) gather.add(tells.path, text);
}

function visitElement(name: string, attributes: readonly XmlAttribute[], walk: Walk): void {
  const { gather } = walk;
  const local = localName(name);
  if (local === "script") gather.add(script);
  else if (local === "foreignObject") gather.add(foreign);
  else if (local === "aipgf" || local === "aipgfRef" || local === "pgf" || local === "mxfile") gather.add(editable);
  for (const [attribute, value] of attributes) visitAttribute(attribute, value, walk, local);
}

function visitAttribute(attribute: string, value: string, { gather, pictures }: Walk, element: string): void {
  const local = localName(attribute);
  if (value.startsWith("data:")) {
    if (pictures.length < mostPictures) pictures.push(value);
    return;
  }
  if (/^on[a-z]+$/u.test(attribute) || /^\s*javascript:/iu.test(value)) gather.add(script);
  else if (local === "href" || local === "src") {
    if (/^(?:[a-z]+:)?\/\//iu.test(value)) gather.add(element === "a" ? tells.link : fetched, value);
  } else if (local === "absref" || local === "docname" || local === "export-filename" || local === "docbase")
    gather.add(tells.path, value);
  else if (/^(?:inkscape|sodipodi|illustrator):version$/u.test(attribute)) gather.add(tells.software, value);
  else if (/^(?:inkscape:label|serif:id|data-name|vectornator:layerName|i:layer)$/u.test(attribute))
    gather.add(names, value);
  else if (attribute === "content" && element === "svg") gather.add(editable);
  else if (/^(?:display|visibility|opacity)$/u.test(attribute) && /^(?:none|hidden|0)$/u.test(value.trim()))
    gather.add(hidden);
  else if (attribute === "style") visitStyle(value, gather, pictures);
  if (looksLikePath(value)) gather.add(tells.path, value);
}

function visitStyle(text: string, gather: Gather, pictures: string[]): void {
  if (/(?:display\s*:\s*none|visibility\s*:\s*hidden|(?:^|;)\s*opacity\s*:\s*0(?:\s*;|$))/u.test(text))
    gather.add(hidden);
  for (const match of text.matchAll(/(?:@import\s+["']?|url\(\s*["']?)((?:data:|(?:[a-z]+:)?\/\/)[^"')]*)/giu)) {
    const target = match[1]!;
    if (!target.startsWith("data:")) gather.add(fetched, target);
    else if (pictures.length < mostPictures) pictures.push(target);
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** RFC 2397. */
function bytesOfDataUri(uri: string): Uint8Array | null {
  const comma = uri.indexOf(",");
  if (comma < 0) return null;
  const data = uri.slice(comma + 1);
  if (uri.slice(0, comma).endsWith(";base64")) return bytesOfBase64(data);
  try {
    return new TextEncoder().encode(decodeURIComponent(data));
  } catch {
    return null;
  }
}
