import type { Accounting, LeakMatch, TraceHint, TraceResult } from "@whosecopy/marks";

/** Somebody whose copy the leak matches: whose copy it is, not who passed it on. */
export interface AttributedView {
  readonly name: string;
  /** log10 of the accounted bound on a false accusation; -12 at the least. */
  readonly log10Bound: number;
  readonly accounting: Accounting;
  /** What was sent: an id for `status`; null for a record of local marking. */
  readonly sent: string | null;
}

/** The answer of a trace. Nothing in it depends on the copies of anybody who is not named. */
export type TraceView =
  | {
      readonly verdict: "attributed";
      /** Strongest first. */
      readonly attributed: readonly AttributedView[];
      readonly match: LeakMatch;
    }
  | {
      readonly verdict: "not-attributed";
      readonly sent: string | null;
      readonly match: LeakMatch;
      readonly hints: readonly TraceHint[];
    }
  | { readonly verdict: "not-this-picture" };

/** Puts names to a result. `sentOf` gives back an encoding's id for people, `nameOf` the name of its n-th person. */
export async function nameResult(
  result: TraceResult,
  names: {
    readonly sentOf: (encodingId: string) => string | null;
    readonly nameOf: (encodingId: string, person: number) => string | Promise<string>;
  },
): Promise<TraceView> {
  if (result.verdict === "not-this-picture") return result;
  if (result.verdict === "not-attributed") {
    const { verdict, encodingId, match, hints } = result;
    return { verdict, sent: names.sentOf(encodingId), match, hints };
  }
  const attributed: AttributedView[] = [];
  for (const { encodingId, person, log10Bound, accounting } of result.attributed) {
    attributed.push({
      name: await names.nameOf(encodingId, person),
      log10Bound,
      accounting,
      sent: names.sentOf(encodingId),
    });
  }
  return { verdict: "attributed", attributed, match: result.match };
}
