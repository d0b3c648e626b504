import type { LeakMatch } from "./match.ts";

/** What protocol 3.10 counts, for the sentence that is printed with a bound. */
export interface Accounting {
  /** N: words ever issued for this encoding. */
  readonly words: number;
  /** R: references scored in this run. */
  readonly references: number;
  /** H. */
  readonly decoders: number;
  /** a: scoring runs on this encoding over its life, this one included. */
  readonly attempt: number;
}

/** Somebody whose copy the leak matches. */
export interface Attribution {
  readonly encodingId: string;
  /** Index in the encoding's `persons`. */
  readonly person: number;
  /**
   * The accounted bound as a power of ten, -12 at the least: if this person's copy had nothing to do with the leak, a match this strong
   * would turn up with at most this chance.
   */
  readonly log10Bound: number;
  readonly accounting: Accounting;
}

/** What might help, from matched area and mark energy only. */
export type TraceHint = "larger-part" | "better-quality" | "perhaps-unmarked";

/**
 * The answer of a trace. Until somebody is attributed nothing in it depends on code words: no scores, no ranks, no near misses.
 */
export type TraceResult =
  | {
      readonly verdict: "attributed";
      /** Lowest bound first, every one at the threshold or better. */
      readonly attributed: readonly Attribution[];
      /** The encoding that the first of them belongs to. */
      readonly encodingId: string;
      readonly match: LeakMatch;
    }
  | {
      readonly verdict: "not-attributed";
      /** The encoding that the leak matches best. */
      readonly encodingId: string;
      readonly match: LeakMatch;
      readonly hints: readonly TraceHint[];
    }
  | { readonly verdict: "not-this-picture" };
