const dayMs = 86_400_000;

/** How exactly the sender may learn when a copy was opened. */
export type ReceiptLevel = "exact" | "day" | "none";

/** The time that a sender may see: exact, the start of the day in UTC, or none. */
export function shownTime(level: ReceiptLevel, at: number | null): number | null {
  if (at === null || level === "none") return null;
  return level === "day" ? at - (at % dayMs) : at;
}
