import { attributeOf, type XmlElement, walkXml } from "../../xml/walk-xml.ts";
import { odfNames } from "./namespaces.ts";
import type { OdfFile } from "./odf-file.ts";

/** Styles that hide what they are given to, and what that hides in tables. */
export interface OdfFacts {
  readonly hiddenStyles: ReadonlySet<string>;
  readonly hiddenPages: ReadonlySet<string>;
  readonly hiddenTables: ReadonlySet<string>;
  /** Names of sheets that are hidden. */
  readonly hiddenSheets: ReadonlySet<string>;
  /** Whether there are hidden rows or columns. */
  readonly hasHiddenCells: boolean;
}

/** @param folder "" or the folder of an embedded document. */
export async function gatherOdfFacts(odf: OdfFile, folder: string): Promise<OdfFacts> {
  const hiddenStyles = new Set<string>();
  const hiddenPages = new Set<string>();
  const hiddenTables = new Set<string>();
  const hiddenSheets = new Set<string>();
  let hasHiddenCells = false;
  let style = "";
  const open = (element: XmlElement) => {
    const { name } = element;
    const is = (attribute: string, value: string) => attributeOf(element, attribute) === value;
    if (name === "style:style") style = attributeOf(element, "style:name") ?? "";
    else if (name === "style:text-properties" && is("text:display", "none")) hiddenStyles.add(style);
    else if (name === "style:drawing-page-properties" && is("presentation:visibility", "hidden"))
      hiddenPages.add(style);
    else if (name === "style:table-properties" && is("table:display", "false")) hiddenTables.add(style);
    else if (name === "table:table" && hiddenTables.has(attributeOf(element, "table:style-name") ?? ""))
      hiddenSheets.add(attributeOf(element, "table:name") ?? "");
    else if (isHiddenLine(element)) hasHiddenCells = true;
  };
  for (const name of ["styles.xml", "content.xml"]) {
    if (!odf.entries.has(folder + name)) continue;
    walkXml({ text: (await odf.text(folder + name)).text, names: odfNames, visitor: { open }, budget: odf.budget });
  }
  return { hiddenStyles, hiddenPages, hiddenTables, hiddenSheets, hasHiddenCells };
}

/** A row or column that is hidden or filtered away. */
export function isHiddenLine(element: XmlElement): boolean {
  if (element.name !== "table:table-row" && element.name !== "table:table-column") return false;
  return /^(?:collapse|filter)$/u.test(attributeOf(element, "table:visibility") ?? "");
}
