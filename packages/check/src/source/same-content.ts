import type { Budget } from "../budget.ts";
import type { ByteSource } from "./byte-source.ts";

const step = 1 << 20;

/** True when two files are the same, byte by byte; reads them in parts. */
export async function sameContent(a: ByteSource, b: ByteSource, budget: Budget): Promise<boolean> {
  if (a.size !== b.size) return false;
  for (let at = 0; at < a.size; at += step) {
    budget.part();
    const [left, right] = await Promise.all([a.read(at, step), b.read(at, step)]);
    for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  }
  return true;
}
