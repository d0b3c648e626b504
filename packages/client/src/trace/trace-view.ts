import {
  type Accounting,
  type LeakMatch,
  type TraceHint,
  traceReferencePicture,
  type TraceResult,
} from "@whosecopy/marks";
import type { OpenedView } from "./opened-before.ts";

/** Somebody whose copy the leak matches: whose copy it is, not who passed it on. */
export interface AttributedView {
  readonly name: string;
  /** log10 of the accounted bound on a false accusation; -12 at the least. */
  readonly log10Bound: number;
  readonly accounting: Accounting;
  /** What was sent: an id for `status`; null for a record of local marking. */
  readonly sent: string | null;
  /** Opens of this copy before the leak was first seen. */
  readonly opened: OpenedView;
}

// [Note: burned words] A word that was disclosed as evidence names nobody in leaks first seen later (protocol 3.10). Disclosing comes
// with evidence packs; `AttributedView` is where "disclosed on ..." will stand, and `firstSeen` of a trace is what it is held against.

/** The answer of a trace. Nothing in it depends on the copies of anybody who is not named. */
export type TraceView =
  | {
      readonly verdict: "attributed";
      /** Strongest first. */
      readonly attributed: readonly AttributedView[];
      readonly match: LeakMatch;
      /** What was sent, as its sender keeps it: a small grey JPEG of the whole picture, without a mark. */
      readonly original: Uint8Array;
    }
  | {
      readonly verdict: "not-attributed";
      readonly sent: string | null;
      readonly match: LeakMatch;
      readonly original: Uint8Array;
      readonly hints: readonly TraceHint[];
    }
  | { readonly verdict: "not-this-picture" };

/**
 * Puts names to a result. `sentOf` gives back an encoding's id for people, `nameOf` the name of its n-th person, `openedOf` what is known
 * of their opens; both are asked only about those who are named.
 */
export async function nameResult(
  result: TraceResult,
  names: {
    readonly sentOf: (encodingId: string) => string | null;
    readonly nameOf: (encodingId: string, person: number) => string | Promise<string>;
    readonly openedOf: (encodingId: string, name: string) => Promise<OpenedView>;
    readonly referenceOf: (encodingId: string) => Uint8Array;
  },
): Promise<TraceView> {
  if (result.verdict === "not-this-picture") return result;
  const original = traceReferencePicture(names.referenceOf(result.encodingId));
  if (result.verdict === "not-attributed") {
    const { verdict, encodingId, match, hints } = result;
    return { verdict, sent: names.sentOf(encodingId), match, original, hints };
  }
  const attributed: AttributedView[] = [];
  for (const { encodingId, person, log10Bound, accounting } of result.attributed) {
    const name = await names.nameOf(encodingId, person);
    attributed.push({
      name,
      log10Bound,
      accounting,
      sent: names.sentOf(encodingId),
      opened: await names.openedOf(encodingId, name),
    });
  }
  return { verdict: "attributed", attributed, match: result.match, original };
}
