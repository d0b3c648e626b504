import type { Budget } from "./budget.ts";

/** Counts steps too small to be parts of a file by themselves, such as the blocks of a GIF: one part for every `per` of them. */
export function countSteps(budget: Budget, per: number): () => void {
  let left = 1;
  return () => {
    left--;
    if (left > 0) return;
    left = per;
    budget.part();
  };
}
