import type { Budget } from "../../budget.ts";
import type { PdfFile } from "./pdf-file.ts";
import { isArray, isDict, isRef, isStream, type PdfValue } from "./values.ts";

/** The numbers of all objects that can be reached from some values, by whatever way. */
export async function reachableFrom(
  file: PdfFile,
  starts: readonly (PdfValue | undefined)[],
  budget: Budget,
): Promise<ReadonlySet<number>> {
  const reached = new Set<number>();
  const waiting: PdfValue[] = starts.map((start) => start ?? null);
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (isRef(value)) {
      if (reached.has(value.ref)) continue;
      budget.part();
      reached.add(value.ref);
      waiting.push(await file.object(value.ref));
    } else if (isArray(value)) for (const item of value) waiting.push(item);
    else if (isStream(value)) for (const item of value.dict.values()) waiting.push(item);
    else if (isDict(value)) for (const item of value.values()) waiting.push(item);
  }
  return reached;
}
