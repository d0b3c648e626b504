import { attributeOf, type XmlElement, type XmlVisitor } from "../../../xml/walk-xml.ts";
import { type OfficeTell, officeTells as tells } from "../../../office/office-tells.ts";
import { around, localOf } from "../../../office/visitors.ts";
import type { PartWalk } from "../part-walk.ts";

/** VML, in which Excel draws the boxes of comments. */
export function vmlRule(walk: PartWalk): XmlVisitor {
  return {
    open(element) {
      if (element.name !== "xv:ClientData" || attributeOf(element, "ObjectType") !== "Note") return;
      if (!walk.keeps("comments")) (around(element, (name) => name === "v:shape") ?? element).fate = "drop";
    },
  };
}

const properties: Readonly<Record<string, OfficeTell>> = {
  creator: tells.person,
  lastModifiedBy: tells.person,
  created: tells.date,
  modified: tells.date,
  lastPrinted: tells.date,
  title: tells.description,
  subject: tells.description,
  description: tells.description,
  keywords: tells.description,
  category: tells.description,
  contentStatus: tells.description,
  revision: tells.editTime,
  TotalTime: tells.editTime,
  version: tells.program,
  identifier: tells.uniqueId,
  Application: tells.program,
  AppVersion: tells.program,
  Company: tells.company,
  Manager: tells.company,
  Template: tells.template,
  HyperlinkBase: tells.path,
  TitlesOfParts: { ...tells.settings, sentence: "Holds names of its parts, such as slides, sheets or fonts." },
  HLinks: tells.webLink,
};

/** The properties of a document: all of them go, unless dates are kept. */
export function propertyRule(walk: PartWalk): XmlVisitor {
  return {
    open(element) {
      const { parent } = element;
      if (parent?.parent !== null) return;
      const isDate = element.name === "dcterms:created" || element.name === "dcterms:modified";
      if (!isDate || !walk.keeps("date")) element.fate = "drop";
      element.mark = markOf(element);
    },
  };
}

/** What a property tells; undefined for those that tell nothing. */
export function markOf(element: XmlElement): OfficeTell | undefined {
  const local = localOf(element.name);
  if (local === "property") return { ...tells.label };
  const tell = properties[local];
  if (tell === tells.date && local !== "lastPrinted") return { ...tells.date, keep: "date" };
  return tell === undefined ? undefined : { ...tell, stays: false };
}
