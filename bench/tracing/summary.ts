import type { Attack } from "./attacks/attack.ts";
import type { Outcome } from "./job.ts";

/** What became of one attack over all pictures. */
export interface AttackSummary {
  readonly attack: Attack;
  readonly pictures: number;
  readonly atNine: number;
  readonly atSix: number;
  /** Of the right person's bounds, as a power of ten; a picture without one counts as 0 (no evidence). */
  readonly medianLog10: number;
  readonly wrong: number;
  readonly innocents: number;
  readonly notFound: number;
  readonly errors: number;
  readonly medianMatched: number;
  readonly medianMarkLeft: number;
  readonly medianSeconds: number;
  /** Pictures of which the right person was not named at 1e-9. */
  readonly missed: readonly string[];
}

export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function isAt(outcome: Outcome, log10: number): boolean {
  const bound = outcome.judgement?.log10Bound;
  return bound !== null && bound !== undefined && bound <= log10;
}

export function summarise(attack: Attack, outcomes: readonly Outcome[]): AttackSummary {
  const judged = outcomes.flatMap(({ judgement }) => (judgement === undefined ? [] : [judgement]));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    attack,
    pictures: outcomes.length,
    atNine: outcomes.filter((each) => isAt(each, -9)).length,
    atSix: outcomes.filter((each) => isAt(each, -6)).length,
    medianLog10: median(judged.map(({ log10Bound }) => log10Bound ?? 0)),
    wrong: sum(judged.map(({ wrong }) => wrong)),
    innocents: sum(judged.map(({ innocents }) => innocents)),
    notFound: judged.filter(({ verdict }) => verdict === "not-this-picture").length,
    errors: outcomes.length - judged.length,
    medianMatched: median(judged.flatMap(({ matchedFraction }) => matchedFraction ?? [])),
    medianMarkLeft: median(judged.flatMap(({ markLeft }) => markLeft ?? [])),
    medianSeconds: median(judged.map(({ seconds }) => seconds)),
    missed: outcomes.filter((each) => !isAt(each, -9)).map(({ job }) => job.picture),
  };
}

/** Share of pictures and attacks at 1e-9, for a list of attacks, over pictures of at least `minPixels`. */
export function heldShare(outcomes: readonly Outcome[]): { held: number; of: number; sentence: string } {
  const held = outcomes.filter((each) => isAt(each, -9)).length;
  const of = outcomes.length;
  const percent = of === 0 ? "none tried" : `${((100 * held) / of).toFixed(1)} %`;
  return { held, of, sentence: `${held} of ${of} (${percent})` };
}
