import { officeTells as tells } from "../../office/office-tells.ts";
import { dropElement } from "../../office/visitors.ts";
import { attributeOf, type XmlElement, type XmlVisitor } from "../../xml/walk-xml.ts";
import type { XmlEdits } from "../../xml/xml-edits.ts";
import type { OdfWalk } from "./document-rule.ts";
import { isHiddenLine } from "./facts.ts";

const named = new Set([
  "table:named-range",
  "table:named-expression",
  "table:database-range",
  "table:content-validation",
]);
/** What a cell keeps when what is in it goes. */
const shape = /^table:(?:style-name|number-|content-validation)/u;

/** Spreadsheets: hidden sheets and cells go; formulas then become what they show. */
export function tableRule(walk: OdfWalk): XmlVisitor {
  const { facts } = walk;
  const plain = !walk.keeps("hidden-slides") && (facts.hiddenSheets.size > 0 || facts.hasHiddenCells);
  let hiddenColumns: [number, number][] = [];
  let column = 0;
  let rowHidden = false;
  return {
    open(element, edits) {
      const { name } = element;
      if (element.parent?.mark === hiddenCell) return dropElement(walk, element, tells.hiddenCells);
      if (!name.startsWith("table:")) return;
      const repeated = Number(attributeOf(element, "table:number-columns-repeated") ?? 1);
      if (name === "table:table") {
        hiddenColumns = [];
        column = 0;
        if (facts.hiddenSheets.has(attributeOf(element, "table:name") ?? "\0"))
          dropElement(walk, element, tells.hiddenSheets, attributeOf(element, "table:name"));
      } else if (name === "table:table-column") {
        if (isHiddenLine(element)) hiddenColumns.push([column, column + repeated]);
        column += repeated;
      } else if (name === "table:table-row") {
        rowHidden = isHiddenLine(element);
        column = 0;
      } else if (name === "table:table-cell" || name === "table:covered-table-cell") {
        const from = column;
        column += repeated;
        const hidden = rowHidden || hiddenColumns.some(([first, end]) => from >= first && from + repeated <= end);
        if (hidden) empty(element, edits);
        else if (plain) withoutFormula(element, edits);
      } else if (plain && named.has(name) && mentionsHidden(element)) element.fate = "drop";
    },
  };

  function mentionsHidden(element: XmlElement): boolean {
    const all = element.attributes.map(({ value }) => value).join("\n");
    return [...facts.hiddenSheets].some((sheet) => all.includes(sheet));
  }

  function empty(element: XmlElement, edits: XmlEdits): void {
    element.mark = hiddenCell;
    for (const attribute of element.attributes) {
      if (shape.test(attribute.name)) continue;
      walk.say(tells.hiddenCells);
      if (!walk.keeps("hidden-slides")) edits.dropAttribute(attribute);
    }
  }
}

const hiddenCell = { hidden: true };

function withoutFormula(element: XmlElement, edits: XmlEdits): void {
  for (const attribute of element.attributes)
    if (/^table:(?:formula|number-matrix-)/u.test(attribute.name)) edits.dropAttribute(attribute);
}
