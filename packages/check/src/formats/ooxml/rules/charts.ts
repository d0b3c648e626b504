import type { XmlElement, XmlVisitor } from "../../../xml/walk-xml.ts";
import type { XmlEdits } from "../../../xml/xml-edits.ts";
import { unescapeXml } from "../../../xml/xml-text.ts";
import { localOf } from "../../../office/visitors.ts";
import type { PartWalk } from "../part-walk.ts";
import { breaks } from "./formulas.ts";

const values = new Set(["c:cat", "c:val", "c:xVal", "c:yVal", "c:bubbleSize"]);
const references = new Set(["c:numRef", "c:strRef", "c:multiLvlStrRef"]);

/** Charts keep their numbers when the cells that those came from go: references become plain lists of values. */
export function chartRule(walk: PartWalk): XmlVisitor {
  const broken = new Map<XmlElement, string>();
  return {
    open(element) {
      if (!references.has(element.name)) return;
      const formula = /<(?:\w+:)?f>([^<]*)</u.exec(walk.text.slice(element.tagEnd, element.tagEnd + 2_000))?.[1] ?? "";
      if (breaks(unescapeXml(formula), walk)) broken.set(element, formula);
    },
    text(_words, element, place, edits) {
      const owner = element.parent;
      if (element.name === "c:f" && owner !== null && broken.has(owner) && !becomesList(owner))
        edits.replace(place.start, place.end, "#REF!");
    },
    close(element, end, edits) {
      const reference = element.parent;
      if (reference !== null && broken.has(reference) && becomesList(reference)) {
        if (element.name === "c:f") element.fate = "drop";
        else if (element.name === "c:strCache" || element.name === "c:numCache") rename(element, end, edits, walk.text);
      }
      if (broken.delete(element) && becomesList(element)) {
        edits.replace(element.start, element.tagEnd, "");
        edits.replace(walk.text.lastIndexOf("<", end - 1), end, "");
      }
    },
  };
}

/** Values and categories can be lists; titles and names of series can't. */
const becomesList = (reference: XmlElement) =>
  reference.name !== "c:multiLvlStrRef" && values.has(reference.parent?.name ?? "");

function rename(element: XmlElement, end: number, edits: XmlEdits, text: string): void {
  const local = localOf(element.name);
  for (const tag of [element.start, text.lastIndexOf("<", end - 1)]) {
    const at = text.indexOf(local, tag);
    edits.replace(at, at + local.length, local.replace("Cache", "Lit"));
  }
}
