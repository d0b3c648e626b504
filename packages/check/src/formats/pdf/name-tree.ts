import type { Budget } from "../../budget.ts";
import type { PdfFile } from "./pdf-file.ts";
import { isArray, isDict, type PdfValue } from "./values.ts";

const deepest = 40;

/** The values of a name tree (ISO 32000-2, 7.9.6) with their names, as they stand. */
export async function nameTreeEntries(
  file: PdfFile,
  root: PdfValue | undefined,
  budget: Budget,
): Promise<readonly (readonly [PdfValue, PdfValue])[]> {
  const entries: (readonly [PdfValue, PdfValue])[] = [];
  const visit = async (node: PdfValue | undefined, depth: number): Promise<void> => {
    budget.part();
    const dict = await file.resolve(node);
    if (!isDict(dict) || depth > deepest) return;
    const names = await file.resolve(dict.get("Names"));
    if (isArray(names))
      for (let i = 0; i + 1 < names.length; i += 2) entries.push([names[i] ?? null, names[i + 1] ?? null]);
    const kids = await file.resolve(dict.get("Kids"));
    if (isArray(kids)) for (const kid of kids) await visit(kid, depth + 1);
  };
  await visit(root, 0);
  return entries;
}
