import type { DocumentFacts } from "../facts.ts";
import type { PartWalk } from "../part-walk.ts";

/** Names and cells of other spreadsheets: `[1]Sheet!A1`, `'[1]My sheet'!A1` (ECMA-376 part 1, 18.14). */
const otherBook = /(?:^|[^\w.\]])\[\d+\]|'[^']*\[\d+\]/u;

/** True when something hidden in a spreadsheet goes; its formulas then become what they show, because they may need it. */
export function losesCells(walk: Pick<PartWalk, "keeps" | "facts">): boolean {
  return !walk.keeps("hidden-slides") && (walk.facts.hidden.size > 0 || walk.facts.hiddenCells.size > 0);
}

/** Whether a formula can't stay, because what it uses goes. */
export function breaks(formula: string, walk: Pick<PartWalk, "keeps" | "facts">): boolean {
  if (otherBook.test(formula) || /\bGETPIVOTDATA\(/u.test(formula) || /\bCUBE\w+\(/u.test(formula)) return true;
  return !walk.keeps("hidden-slides") && mentionsHidden(formula, walk.facts);
}

function mentionsHidden(formula: string, facts: DocumentFacts): boolean {
  if (facts.hidden.size === 0 && facts.hiddenCells.size === 0) return false;
  const lower = formula.toLowerCase();
  return facts.sheets.some(
    ({ name, part, hidden }) =>
      (hidden || facts.hiddenCells.has(part)) && lower.includes(name.toLowerCase().replaceAll("'", "''")),
  );
}
