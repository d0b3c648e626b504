import { attributeOf, type XmlElement, type XmlVisitor } from "../../../xml/walk-xml.ts";
import type { XmlEdits } from "../../../xml/xml-edits.ts";
import { unescapeXml } from "../../../xml/xml-text.ts";
import { hiddenCellTest } from "../facts.ts";
import { type OfficeTell, officeTells as tells } from "../../../office/office-tells.ts";
import { around, isOn } from "../../../office/visitors.ts";
import type { PartWalk } from "../part-walk.ts";
import { breaks, losesCells } from "./formulas.ts";

const dropped: Readonly<Record<string, OfficeTell | null>> = {
  "x:fileSharing": tells.person,
  "x15ac:absPath": tells.path,
  "xr:revisionPtr": tells.sittings,
  "x:customWorkbookViews": tells.views,
  "x:customSheetViews": tells.views,
  "x:scenarios": tells.scenario,
  "x:smartTags": tells.tags,
  "x:smartTagPr": null,
  "x:smartTagTypes": null,
  "x:webPublishItems": tells.path,
  "x:webPublishing": tells.path,
  "x:webPublishObjects": tells.path,
  "x:cellWatches": null,
  "x:dataConsolidate": tells.otherBook,
  "x:oleSize": null,
};
const rules = new Set(["x:formula1", "x:formula2", "x:formula", "xm:f"]);
const owners = new Set(["x:dataValidation", "x:cfRule", "x14:dataValidation", "x14:cfRule", "x14:sparkline"]);

/** Excel: hidden sheets and cells, other books, names, and what the program stored for itself. */
export function sheetRule(walk: PartWalk): XmlVisitor {
  const isHiddenCell = walk.facts.hiddenCells.has(walk.part) ? hiddenCellTest() : null;
  const isSheet = walk.type === "worksheet";
  const plain = losesCells(walk);
  const brokenShared = new Set<string>();
  let cell: XmlElement | null = null;
  return {
    open(element, edits) {
      const { name } = element;
      if (isHiddenCell?.(element) === true && !element.empty) return walk.drop(element, tells.hiddenCells);
      if (name === "x:c") cell = attributeOf(element, "t") === "s" ? element : null;
      else if (name === "x:v" || name === "x:row") return;
      else if (name === "x:f" && isSheet) {
        if (plain || (element.empty && brokenShared.has(attributeOf(element, "si") ?? "-"))) element.fate = "drop";
      } else if (Object.hasOwn(dropped, name)) {
        const value = name === "x15ac:absPath" ? attributeOf(element, "url") : attributeOf(element, "userName");
        walk.drop(element, dropped[name] ?? null, value);
      } else if (name === "x:sheetProtection" || name === "x:workbookProtection") walk.say(tells.lock);
      else if (name === "x:sheet") hiddenSheet(element, walk);
      else if (name === "x:definedName") definedName(element, walk, edits);
      else if (name === "x:workbookView" && plain) views(element, walk, edits);
      else if (name === "x:table" || name === "x:tableColumn") table(element, edits);
      else if (name === "x:fileVersion") dropNamed(element, "codeName", edits);
      else if (name === "x:dataValidations") dropNamed(element, "count", edits);
      else if (name === "x:hyperlink") tooltip(element, walk, edits);
    },
    text(words, element) {
      const { name } = element;
      if (name === "x:v") {
        if (cell !== null && element.parent === cell) walk.facts.usedTexts.add(Number(words));
      } else if (name === "x:f" && isSheet) {
        if (!breaks(unescapeXml(words), walk)) return;
        if (attributeOf(element, "t") === "shared") brokenShared.add(attributeOf(element, "si") ?? "");
        element.fate = "drop";
      } else if (name === "x:definedName") {
        const formula = unescapeXml(words);
        if (/\[\d+\]/u.test(formula)) walk.drop(element, tells.otherBook, formula);
        else if (breaks(formula, walk)) element.fate = "drop";
      } else if (rules.has(name) && breaks(unescapeXml(words), walk)) {
        (around(element, (each) => owners.has(each)) ?? element).fate = "drop";
      }
    },
  };
}

function hiddenSheet(element: XmlElement, walk: PartWalk): void {
  if ((attributeOf(element, "state") ?? "visible") === "visible") return;
  walk.drop(element, tells.hiddenSheets, attributeOf(element, "name"));
}

/** The sheet that a name belongs to is counted anew where some went. */
function definedName(element: XmlElement, walk: PartWalk, edits: XmlEdits): void {
  dropNamed(element, "comment", edits);
  const name = attributeOf(element, "name") ?? "";
  if (isOn(element, "hidden") && !name.startsWith("_xl")) walk.say(tells.hiddenNames, name);
  const local = element.attributes.find((each) => each.name === "localSheetId");
  if (local === undefined || walk.keeps("hidden-slides")) return;
  const index = Number(local.value);
  const { sheets } = walk.facts;
  if (sheets[index]?.hidden === true) element.fate = "drop";
  else {
    const shifted = String(index - sheets.slice(0, index).filter((sheet) => sheet.hidden).length);
    if (shifted !== local.value) edits.setAttribute(local, shifted);
  }
}

/** Which sheet is in front is counted anew. */
function views(element: XmlElement, walk: PartWalk, edits: XmlEdits): void {
  const { sheets } = walk.facts;
  for (const attribute of element.attributes) {
    if (attribute.name !== "activeTab" && attribute.name !== "firstSheet") continue;
    const index = Number(attribute.value);
    const shifted =
      sheets[index]?.hidden === true ? 0 : index - sheets.slice(0, index).filter((each) => each.hidden).length;
    if (String(shifted) !== attribute.value) edits.setAttribute(attribute, String(shifted));
  }
}

/** A table that was filled by a query or from XML becomes a plain one. */
function table(element: XmlElement, edits: XmlEdits): void {
  for (const name of ["tableType", "connectionId", "queryTableFieldId", "uniqueName"]) dropNamed(element, name, edits);
}

function dropNamed(element: XmlElement, name: string, edits: XmlEdits): void {
  const found = element.attributes.find((each) => each.name === name);
  if (found !== undefined) edits.dropAttribute(found);
}

function tooltip(element: XmlElement, walk: PartWalk, edits: XmlEdits): void {
  const found = element.attributes.find((each) => each.name === "tooltip");
  if (found === undefined || !/[\\/]Users[\\/]|^[A-Z]:\\|file:/u.test(found.value)) return;
  walk.say(tells.fileLink, found.value);
  edits.dropAttribute(found);
}

/** The table of texts: those that no cell shows become empty, so that the others keep their numbers. */
export function sharedTextRule(walk: PartWalk): XmlVisitor {
  let index = -1;
  let used = true;
  return {
    open(element) {
      if (element.name === "x:si") {
        index++;
        used = walk.facts.usedTexts.has(index);
      } else if (!used && element.parent?.name === "x:si") {
        // An empty one tells nothing.
        if (element.empty) element.fate = "drop";
        else walk.drop(element, tells.unusedText);
      }
    },
  };
}
