import { WhosecopyError } from "@whosecopy/protocol";
import { createBudget } from "./budget.ts";
import type { CleanContext } from "./format.ts";
import { formatOf } from "./formats/formats.ts";
import { type InspectOptions, inspectWith } from "./inspect.ts";
import { CleanRefused } from "./refusal.ts";
import type { KeepChoice } from "./report/finding.ts";
import type { Inspection } from "./report/inspection.ts";
import type { ByteSource } from "./source/byte-source.ts";
import { sourceOfPieces } from "./source/pieces.ts";

export interface CleanOptions extends InspectOptions {
  /** What shall stay. */
  readonly keep?: readonly KeepChoice[];
}

/** A cleaned file that has been inspected again; not written anywhere yet. */
export interface Cleaned {
  /** Reads from the original as long as it is read itself. */
  readonly file: ByteSource;
  readonly before: Inspection;
  /** What the same check finds in the cleaned file. */
  readonly after: Inspection;
}

/**
 * Removes what a file gives away, by keeping only what a decoder needs. Pictures, sound and frames stay as they are, bit by bit. The
 * original is only read.
 * @throws WhosecopyError CleanRefused for a kind that can't be cleaned, and as `inspect`.
 */
export async function clean(original: ByteSource, options: CleanOptions = {}): Promise<Cleaned> {
  const { keep = [], codecs, signal, limits } = options;
  const now = options.now ?? (() => performance.now());
  const newBudget = () => createBudget({ limits, signal, now });
  const format = await formatOf(original);
  if (format === undefined) throw new WhosecopyError("file-unknown", "no format recognised by content");
  if (format.clean === undefined) throw new CleanRefused(format.refusal ?? `A ${format.name} can't be cleaned here.`);
  const before = await inspectWith({ file: original, budget: newBudget(), codecs });
  const budget = newBudget();
  const contextAt = (depth: number): CleanContext => ({
    budget,
    codecs,
    depth,
    keeps: (choice) => keep.includes(choice),
    async inner(_name, inside) {
      if (depth >= budget.limits.depth) return null;
      budget.part();
      const known = await formatOf(inside);
      if (known?.clean === undefined) return null;
      try {
        return await known.clean(inside, contextAt(depth + 1));
      } catch (error) {
        if (error instanceof WhosecopyError && ["file-damaged", "clean-refused"].includes(error.code)) return null;
        throw error;
      }
    },
  });
  const file = sourceOfPieces(await format.clean(original, contextAt(0)));
  const after = await inspectWith({ file, budget: newBudget(), codecs });
  return { file, before, after };
}
