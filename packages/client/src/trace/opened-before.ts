import type { CopyStatusView } from "../copy/status.ts";

/** When a leak was first seen, as exactly as is known: a moment, or a whole day. */
export interface FirstSeen {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * What the sender's side can prove about opens of a copy before its leak was first seen. Only the signature of the person's own device
 * counts; what a server says is told apart.
 *
 * - "before": their device signed that it opened it. `atMs` is the first time; with `precision` "day" the start of a UTC day.
 * - "same-day": it was opened on the day on which the leak was first seen; which came first can't be told.
 * - "not-before": nothing is signed from before. `laterMs` is the first open after it; `claimed` opens the server speaks of
 *   without showing a signature.
 * - "host-only": no receipts were asked for, and the server counted opens.
 * - "unknown": the server could not be asked, or the copy was made without one.
 */
export type OpenedView =
  | { readonly is: "before"; readonly atMs: number; readonly precision: "exact" | "day" }
  | { readonly is: "same-day"; readonly atMs: number }
  | { readonly is: "not-before"; readonly laterMs: number | null; readonly claimed: number }
  | { readonly is: "host-only" }
  | { readonly is: "unknown" };

const dayMs = 86_400_000;

/** Compares a copy's opens with the time at which the leak was first seen; without one, every open that is known came before. */
export function openedBefore(
  copy: Pick<CopyStatusView, "policy" | "opens" | "opensUsed" | "unproven">,
  firstSeen: FirstSeen | undefined,
): OpenedView {
  const { reported } = copy.policy;
  if (reported === "none") {
    return copy.opensUsed > 0 ? { is: "host-only" } : { is: "not-before", laterMs: null, claimed: 0 };
  }
  const { fromMs, untilMs } = firstSeen ?? { fromMs: Infinity, untilMs: Infinity };
  const times = copy.opens
    .flatMap(({ atMs, provenBy }) => (atMs !== null && provenBy === "device" ? [atMs] : []))
    .sort((a, b) => a - b);
  const [first] = times;
  if (first === undefined) return { is: "not-before", laterMs: null, claimed: copy.unproven };
  // A receipt that tells only the day holds for any moment of it.
  const latest = first + (reported === "day" ? dayMs - 1 : 0);
  if (latest <= fromMs) return { is: "before", atMs: first, precision: reported };
  if (first <= untilMs) return { is: "same-day", atMs: first };
  return { is: "not-before", laterMs: first, claimed: copy.unproven };
}
