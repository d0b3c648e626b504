import type { Budget } from "../../budget.ts";
import { attributeOf, type XmlElement, walkXml } from "../../xml/walk-xml.ts";
import { ooxmlNames } from "./namespaces.ts";
import type { OfficePackage, Relationship } from "./package.ts";
import { isOn } from "../../office/visitors.ts";

/** What has to be known of the whole before its parts are walked through. */
export interface DocumentFacts {
  readonly kind: "word" | "presentation" | "sheet";
  /** The main part's name. */
  readonly main: string;
  /** Parts of slides and sheets that are hidden. */
  readonly hidden: ReadonlySet<string>;
  /** Character styles whose text is hidden. */
  readonly hiddenStyles: ReadonlySet<string>;
  /** Of slides, in EMU. */
  readonly slideSize: { readonly width: number; readonly height: number } | null;
  /** Sheets by position: name, part, hidden or not. */
  readonly sheets: readonly { readonly name: string; readonly part: string; readonly hidden: boolean }[];
  /** Sheets with cells in hidden rows or columns. */
  readonly hiddenCells: ReadonlySet<string>;
  /** Whether there are comments that paragraph numbers belong to. */
  readonly hasComments: boolean;
  /** Numbers of shared texts that cells show; filled while sheets are walked through. */
  readonly usedTexts: Set<number>;
}

export async function gatherFacts(pack: OfficePackage, main: string): Promise<DocumentFacts> {
  const type = pack.contentType(main);
  const kind = type.includes("wordprocessing")
    ? "word"
    : type.includes("spreadsheet") || type.includes("ms-excel")
      ? "sheet"
      : "presentation";
  const relationships = await pack.relationships(main);
  const text = (await pack.text(main)).text;
  const sheets = kind === "sheet" ? sheetsOf(text, relationships, pack.budget) : [];
  const hidden = new Set(sheets.filter((sheet) => sheet.hidden).map(({ part }) => part));
  const hiddenCells = new Set<string>();
  for (const { part } of sheets) {
    if (pack.entries.has(part) && (await hasHiddenCells(pack, part))) hiddenCells.add(part);
  }
  if (kind === "presentation") for (const part of await hiddenSlides(pack, relationships)) hidden.add(part);
  return {
    kind,
    main,
    hidden,
    hiddenStyles: kind === "word" ? await hiddenStyles(pack, relationships) : new Set(),
    slideSize: kind === "presentation" ? slideSize(text) : null,
    sheets,
    hiddenCells,
    hasComments: relationships.some((each) => each.type === "comments"),
    usedTexts: new Set(),
  };
}

function sheetsOf(text: string, relationships: readonly Relationship[], budget: Budget) {
  const sheets: { name: string; part: string; hidden: boolean }[] = [];
  const open = (element: XmlElement) => {
    if (element.name !== "x:sheet") return;
    const part = relationships.find(({ id }) => id === attributeOf(element, "r:id"))?.target ?? "";
    const state = attributeOf(element, "state") ?? "visible";
    sheets.push({ name: attributeOf(element, "name") ?? "", part, hidden: state !== "visible" });
  };
  walkXml({ text, names: ooxmlNames, visitor: { open }, budget });
  return sheets;
}

async function hiddenSlides(pack: OfficePackage, relationships: readonly Relationship[]): Promise<string[]> {
  const found: string[] = [];
  for (const { type, target } of relationships) {
    if (type !== "slide" || !pack.entries.has(target)) continue;
    pack.budget.part();
    const head = /<(?:\w+:)?sld\s[^>]*>/u.exec((await pack.text(target)).text)?.[0] ?? "";
    if (/\sshow\s*=\s*["'](?:0|false)["']/u.test(head)) found.push(target);
  }
  return found;
}

function slideSize(text: string): { width: number; height: number } | null {
  const tag = /<(?:\w+:)?sldSz\s[^>]*>/u.exec(text)?.[0] ?? "";
  const of = (name: string) => Number(new RegExp(`\\s${name}\\s*=\\s*["'](\\d+)`, "u").exec(tag)?.[1] ?? 0);
  const [width, height] = [of("cx"), of("cy")];
  return width > 0 && height > 0 ? { width, height } : null;
}

async function hiddenStyles(pack: OfficePackage, relationships: readonly Relationship[]): Promise<Set<string>> {
  const found = new Set<string>();
  const part = relationships.find(({ type, external }) => type === "styles" && !external)?.target;
  if (part === undefined || !pack.entries.has(part)) return found;
  let style = "";
  const open = (element: XmlElement) => {
    if (element.name === "w:style")
      style = attributeOf(element, "w:type") === "character" ? (attributeOf(element, "w:styleId") ?? "") : "";
    else if (element.name === "w:vanish" && style !== "" && isOn(element, "w:val", true)) found.add(style);
  };
  walkXml({ text: (await pack.text(part)).text, names: ooxmlNames, visitor: { open }, budget: pack.budget });
  return found;
}

/** Cells with something in them, in rows or columns that are hidden. */
async function hasHiddenCells(pack: OfficePackage, part: string): Promise<boolean> {
  const { text } = await pack.text(part);
  if (!/\shidden\s*=\s*["'](?:1|true)["']/u.test(text)) return false;
  const cells = hiddenCellTest();
  let found = false;
  const open = (element: XmlElement) => {
    if (cells(element) && !element.empty) found = true;
  };
  walkXml({ text, names: ooxmlNames, visitor: { open }, budget: pack.budget });
  return found;
}

/** Says of each element of a sheet, in order, whether it is a cell in a hidden row or column. */
export function hiddenCellTest(): (element: XmlElement) => boolean {
  const columns: [number, number][] = [];
  let rowHidden = false;
  return (element) => {
    if (element.name === "x:col") {
      if (isOn(element, "hidden"))
        columns.push([Number(attributeOf(element, "min")), Number(attributeOf(element, "max"))]);
    } else if (element.name === "x:row") rowHidden = isOn(element, "hidden");
    else if (element.name === "x:c") {
      if (rowHidden) return true;
      if (columns.length === 0) return false;
      const column = columnOf(attributeOf(element, "r") ?? "");
      return columns.some(([first, last]) => column >= first && column <= last);
    }
    return false;
  };
}

function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const value = letter.charCodeAt(0) - 64;
    if (value < 1 || value > 26) break;
    column = column * 26 + value;
  }
  return column;
}
