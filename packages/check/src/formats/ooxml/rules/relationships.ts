import { attributeOf, isGone, type XmlElement, type XmlVisitor } from "../../../xml/walk-xml.ts";
import type { XmlAttribute, XmlEdits } from "../../../xml/xml-edits.ts";
import { around } from "../../../office/visitors.ts";
import type { PartWalk } from "../part-walk.ts";

/** Elements that can do without what they point at. */
const onlyAttribute: ReadonlySet<string> = new Set(
  "a:blip v:imagedata v:fill v:stroke w:hyperlink x:pageSetup x:worksheetSource xdr:sp".split(" "),
);
const wholeExtension: ReadonlySet<string> = new Set("p14:media a14:imgLayer asvg:svgBlip".split(" "));

/** Numbers of relationships that something in a part points at, beside taking away what points at something that goes. */
export interface PointerRule extends XmlVisitor {
  used(): ReadonlySet<string>;
}

export function relationshipRule(walk: PartWalk): PointerRule {
  const pointers: { id: string; element: XmlElement }[] = [];
  const frames = new Map<XmlElement, { start: number; end: number } | null>();
  return {
    used: () =>
      new Set(
        pointers.filter(({ element }) => !isGone(element) && !walk.crops.replaced.has(element)).map(({ id }) => id),
      ),
    open(element, edits) {
      if (!element.spaced) return;
      for (const attribute of element.attributes) {
        const { name, value: id } = attribute;
        if (!name.startsWith("r:") && name !== "o:relid") continue;
        const relationship = walk.relationships.get(id);
        if (relationship !== undefined && !walk.goes(relationship)) pointers.push({ id, element });
        else if (id !== "" || relationship !== undefined) detach({ element, attribute, walk, edits, frames });
        else pointers.push({ id, element });
      }
    },
    close(element, end, edits) {
      if (element.name === "p:pic" && frames.size > 0) {
        const frame = around(element, (name) => name === "p:graphicFrame");
        if (frame !== null && frames.has(frame)) frames.set(frame, { start: element.start, end });
      } else if (frames.has(element)) {
        // Of an embedded file its picture stays.
        const picture = frames.get(element) ?? null;
        frames.delete(element);
        if (picture === null) element.fate = "drop";
        else {
          edits.replace(element.start, picture.start, "");
          edits.replace(picture.end, end, "");
        }
      }
    },
  };
}

function detach(params: {
  element: XmlElement;
  attribute: XmlAttribute;
  walk: PartWalk;
  edits: XmlEdits;
  frames: Map<XmlElement, { start: number; end: number } | null>;
}): void {
  const { element, attribute, walk, edits, frames } = params;
  const { name } = element;
  if (onlyAttribute.has(name) || attribute.name === "o:relid") edits.dropAttribute(attribute);
  else if (name === "a:hlinkClick" && (attributeOf(element, "action") ?? "") !== "" && attribute.value === "")
    edits.dropAttribute(attribute);
  else if (wholeExtension.has(name)) walk.drop(around(element, (each) => each.endsWith(":ext")) ?? element, null);
  else if (name === "p:oleObj") {
    const frame = around(element, (each) => each === "p:graphicFrame");
    if (frame === null) element.fate = "drop";
    else if (!frames.has(frame)) frames.set(frame, null);
  } else walk.drop(element, null);
}
