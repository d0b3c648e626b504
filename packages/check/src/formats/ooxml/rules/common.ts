import { looksLikePath } from "../../../report/gather.ts";
import { attributeOf, type XmlElement, type XmlVisitor } from "../../../xml/walk-xml.ts";
import type { XmlEdits } from "../../../xml/xml-edits.ts";
import { extensionTell } from "../extensions.ts";
import { officeTells as tells } from "../../../office/office-tells.ts";
import { around } from "../../../office/visitors.ts";
import type { PartWalk } from "../part-walk.ts";

/** Elements that may not be empty: they go with the last thing in them. */
const containers: ReadonlySet<string> = new Set(
  `x:pivotCaches x:externalReferences x:oleObjects x:controls x:customProperties x:hyperlinks x:definedNames
    x:dataValidations x:conditionalFormatting x:tableParts x14:dataValidations x14:conditionalFormatting
    x14:conditionalFormattings x14:sparklines x14:sparklineGroup x14:sparklineGroups p:custDataLst p:controls
    p:sldLst p:custShow p:custShowLst a:imgProps p:cmAuthorLst mc:AlternateContent`.split(/\s+/u),
);

const sittings = /^(?:w:rsid\w*|wp14:(?:anchorId|editId)|xr:\w+|w15:restartNumberingAfterBreak)$/u;
const fileName =
  /\.(?:jpe?g|png|gif|tiff?|bmp|heic|heif|webp|avif|svg|emf|wmf|mp4|mov|m4v|avi|wmv|mp3|wav|m4a|pdf|xlsx?|docx?|pptx?)$/iu;

/** What holds for every part: unknown additions, numbers of sittings, names and descriptions of pictures. */
export function commonRule(walk: PartWalk): XmlVisitor {
  let rootKnown = true;
  return {
    open(element, edits) {
      const { name, parent } = element;
      if (parent === null) rootKnown = !name.startsWith("?");
      if (!rootKnown) return;
      if (name.startsWith("?:") && parent !== null && !isForeign(parent.name))
        return walk.drop(element, tells.addition);
      if (element.spaced) attributesOf(element, walk, edits);
      if (name === "mc:Choice") choice(element, walk);
      else if (name === "p14:contentPart" || name === "w14:contentPart" || name === "xdr14:contentPart")
        walk.drop(around(element, (each) => each === "mc:Choice") ?? element, tells.ink);
      else if (name.endsWith(":ext") && parent?.name.endsWith(":extLst") === true) extension(element, walk);
      else if (name.endsWith("cNvPr") || name === "wp:docPr") named(element, walk, edits);
      else if (name === "a:hlinkClick" || name === "a:hlinkHover") link(element, walk, edits);
      else if (name === "c:pivotSource" || name === "c:pivotFmts") {
        if (!walk.keeps("attachments")) element.fate = "drop";
      } else if (/^c15:filtered\w*Series$/u.test(name)) walk.drop(extensionAround(element), tells.filtered);
      else if (name === "a:graphicData" && /slicer|timeslicer/u.test(attributeOf(element, "uri") ?? ""))
        walk.drop(around(element, (each) => each === "mc:AlternateContent") ?? element, null);
    },
    close(element) {
      if (containers.has(element.name) && element.children > 0 && element.kept === 0) element.fate = "drop";
    },
    aside(words) {
      if (words.trim() !== "") walk.say(tells.comment, words);
    },
  };
}

const isForeign = (name: string) => name.startsWith("?:") || name.endsWith(":ext");

function extensionAround(element: XmlElement): XmlElement {
  return around(element, (name) => name.endsWith(":ext")) ?? element;
}

function attributesOf(element: XmlElement, walk: PartWalk, edits: XmlEdits): void {
  if (element.name.startsWith("?:")) return;
  for (const attribute of element.attributes) {
    const { name, value } = attribute;
    if (!name.includes(":")) continue;
    if (sittings.test(name)) {
      walk.say(tells.sittings);
      edits.dropAttribute(attribute);
    } else if (name === "w14:paraId" || name === "w14:textId") {
      walk.say(walk.facts.hasComments ? tells.threads : tells.sittings);
      if (!walk.facts.hasComments || !walk.keeps("comments")) edits.dropAttribute(attribute);
    } else if (name.startsWith("?:")) {
      walk.say(tells.addition);
      edits.dropAttribute(attribute);
    } else if (name === "o:gfxdata" || name === "o:title" || name === "o:href" || name === "o:althref") {
      if (name === "o:title" && value !== "") walk.say(tells.fileName, value);
      if (name.endsWith("href")) walk.say(tells.fileLink, value);
      edits.dropAttribute(attribute);
    }
  }
}

/** A choice for programs that know additions which are not known here: the other one is taken. */
function choice(element: XmlElement, walk: PartWalk): void {
  const needed = (attributeOf(element, "Requires") ?? "").split(/\s+/u);
  if (needed.some((prefix) => prefix !== "" && element.resolve(prefix) === "?")) walk.drop(element, tells.addition);
}

function extension(element: XmlElement, walk: PartWalk): void {
  const uri = attributeOf(element, "uri");
  if (uri === undefined) return;
  const tell = extensionTell(uri);
  if (tell !== null) walk.drop(element, tell, uri);
}

function named(element: XmlElement, walk: PartWalk, edits: XmlEdits): void {
  for (const attribute of element.attributes) {
    const { name, value } = attribute;
    const tellsFile = fileName.test(value.trim()) || looksLikePath(value);
    if (name === "name" && tellsFile) {
      walk.say(tells.fileName, value);
      edits.setAttribute(attribute, "Picture");
    } else if (name === "descr" || name === "title") {
      if (tellsFile) {
        walk.say(tells.fileName, value);
        edits.dropAttribute(attribute);
      } else if (value.trim() !== "") walk.say(tells.altText, value);
    }
  }
}

function link(element: XmlElement, walk: PartWalk, edits: XmlEdits): void {
  const action = attributeOf(element, "action") ?? "";
  if (/^ppaction:\/\/(?:macro|program|ole)/u.test(action)) return walk.drop(element, tells.macro, action);
  const tooltip = element.attributes.find(({ name }) => name === "tooltip");
  if (tooltip !== undefined && looksLikePath(tooltip.value)) {
    walk.say(tells.fileLink, tooltip.value);
    edits.dropAttribute(tooltip);
  }
}

/** Whether a shape may go: not while an animation uses it. */
export function isAnimated(walk: PartWalk, id: string | undefined): boolean {
  return id !== undefined && new RegExp(`\\sspid\\s*=\\s*["']${id.replaceAll(/\D/gu, "")}["']`, "u").test(walk.text);
}
