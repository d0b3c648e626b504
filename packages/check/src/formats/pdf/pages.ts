import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../budget.ts";
import type { PdfFile } from "./pdf-file.ts";
import { isArray, isDict, isRef, type PdfDict, type PdfValue } from "./values.ts";

/** A page as it is shown: what it inherits is written into it (ISO 32000-2, 7.7.3.4). */
export interface PdfPage {
  /** Of its object; null for a page that is none. */
  readonly number: number | null;
  readonly dict: PdfDict;
}

const inherited = ["Resources", "MediaBox", "CropBox", "Rotate"] as const;

const deepest = 60;

/** The pages in order. @throws WhosecopyError "file-damaged" when there is none. */
export async function pagesOf(file: PdfFile, budget: Budget): Promise<readonly PdfPage[]> {
  const pages: PdfPage[] = [];
  const seen = new Set<number>();
  const visit = async (node: PdfValue | undefined, above: PdfDict, depth: number): Promise<void> => {
    if (depth > deepest) return;
    budget.part();
    const number = isRef(node) ? node.ref : null;
    if (number !== null) {
      if (seen.has(number)) return;
      seen.add(number);
    }
    const dict = await file.resolve(node);
    if (!isDict(dict)) return;
    const kids = await file.resolve(dict.get("Kids"));
    const known = new Map(dict);
    for (const key of inherited) {
      const value = dict.get(key) ?? above.get(key);
      if (value !== undefined) known.set(key, value);
    }
    if (!isArray(kids)) pages.push({ number, dict: known });
    else for (const kid of kids) await visit(kid, known, depth + 1);
  };
  await visit(file.catalog.get("Pages"), new Map(), 0);
  if (pages.length === 0) throw new WhosecopyError("file-damaged", "the PDF has no page");
  return pages;
}

/** The annotations of a page, with the numbers of their objects. */
export async function annotationsOf(
  file: PdfFile,
  page: PdfPage,
): Promise<readonly { readonly number: number | null; readonly dict: PdfDict }[]> {
  const list = await file.resolve(page.dict.get("Annots"));
  if (!isArray(list)) return [];
  const found: { number: number | null; dict: PdfDict }[] = [];
  for (const entry of list) {
    const dict = await file.resolve(entry);
    if (isDict(dict)) found.push({ number: isRef(entry) ? entry.ref : null, dict });
  }
  return found;
}
