import type { Schema } from "../database/schema.ts";
import type { CopyState } from "@whosecopy/protocol";

type Copy = Pick<
  Schema["copies"],
  "closed" | "not_after" | "after_first_open_s" | "first_open_at" | "opens_used" | "opens_limit"
>;

/** When a copy ends: the policy's own time, or so long after its first open; null for never. */
function endsAt(copy: Copy): number | null {
  const afterFirst =
    copy.after_first_open_s === null || copy.first_open_at === null
      ? null
      : copy.first_open_at + copy.after_first_open_s * 1000;
  if (copy.not_after === null) return afterFirst;
  return afterFirst === null ? copy.not_after : Math.min(copy.not_after, afterFirst);
}

/** Expiry is a matter of the clock on every look, whether or not anything has been swept away since. */
export function isExpired(copy: Copy, nowMs: number): boolean {
  const end = endsAt(copy);
  return end !== null && nowMs >= end;
}

/** The state that a person is shown. */
export function stateOf(copy: Copy, confirmed: boolean, nowMs: number): CopyState {
  if (copy.closed === "taken-back") return "taken-back";
  if (copy.closed === "removed") return "closed";
  if (copy.closed === "used-up") return "used-up";
  if (copy.closed === "expired" || isExpired(copy, nowMs)) return "expired";
  if (copy.opens_limit !== null && copy.opens_used >= copy.opens_limit) return "used-up";
  if (copy.opens_used === 0) return "sent";
  return confirmed ? "confirmed" : "released";
}

/** Why a closed copy is refused, by the code that its holder gets. */
export const refusedBecause = {
  "taken-back": "taken-back",
  removed: "not-a-member",
  expired: "expired",
  "used-up": "opens-used-up",
} as const;
