import type { Codecs } from "@whosecopy/image";
import { WhosecopyError } from "@whosecopy/protocol";
import { type Budget, createBudget, type Limits } from "./budget.ts";
import type { InspectContext } from "./format.ts";
import { formatOf } from "./formats/formats.ts";
import type { Finding, KeepChoice, Unseen } from "./report/finding.ts";
import { type Inspection, worstFirst } from "./report/inspection.ts";
import type { ByteSource } from "./source/byte-source.ts";

export interface InspectOptions {
  readonly limits?: Partial<Limits>;
  readonly signal?: AbortSignal;
  /** Lets thumbnails be compared with what the picture shows. */
  readonly codecs?: Codecs;
  readonly now?: () => number;
}

/**
 * Says what a file gives away and what was not looked at. Reads only what it needs; writes nothing.
 * @throws WhosecopyError "file-unknown", "file-damaged", "check-limit", "cancelled", "file-unreadable".
 */
export async function inspect(file: ByteSource, options: InspectOptions = {}): Promise<Inspection> {
  const now = options.now ?? (() => performance.now());
  const budget = createBudget({ limits: options.limits, signal: options.signal, now });
  return inspectWith({ file, budget, codecs: options.codecs });
}

/** The same within a budget that is spent on more than one file. */
export async function inspectWith(params: {
  file: ByteSource;
  budget: Budget;
  codecs: Codecs | undefined;
}): Promise<Inspection> {
  const { file, budget, codecs } = params;
  const format = await formatOf(file);
  if (format === undefined) throw new WhosecopyError("file-unknown", "no format recognised by content");
  const findings: Finding[] = [];
  const unseen: Unseen[] = [];
  const questions = new Set<KeepChoice>();
  const contextAt = (path: readonly string[], depth: number): InspectContext => ({
    budget,
    codecs,
    depth,
    report: (finding) => findings.push({ ...finding, where: [...path, ...asList(finding.where)] }),
    unseen: (where, sentence) => unseen.push({ where: [...path, ...asList(where)], sentence }),
    ask: (choice) => questions.add(choice),
    async inner(name, inside) {
      const at = [...path, name];
      if (depth >= budget.limits.depth) {
        unseen.push({ where: at, sentence: "Packed too deep inside other files to be looked at." });
        return;
      }
      budget.part();
      const known = await formatOf(inside);
      if (known === undefined) {
        unseen.push({ where: at, sentence: "A file of a kind that is not known here." });
        return;
      }
      try {
        await known.inspect(inside, contextAt(at, depth + 1));
      } catch (error) {
        if (!(error instanceof WhosecopyError) || error.code !== "file-damaged") throw error;
        unseen.push({ where: at, sentence: `A damaged ${known.name}: only a part of it could be looked at.` });
      }
    },
  });
  await format.inspect(file, contextAt([], 0));
  return {
    format: format.name,
    findings: worstFirst(findings),
    unseen,
    questions: [...questions],
    cleanable:
      format.clean === undefined
        ? { can: false, sentence: format.refusal ?? "This kind of file can't be cleaned." }
        : { can: true },
  };
}

function asList(where: readonly string[] | string): readonly string[] {
  return typeof where === "string" ? [where] : where;
}
