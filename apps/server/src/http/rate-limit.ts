import { WhosecopyError } from "@whosecopy/protocol";
import type { Clock } from "../clock.ts";
import type { Limits, Rate } from "../limits.ts";

/** Refuses what is done too often. In memory, per process: many processes together allow that many times more. */
export interface RateLimits {
  /** @throws WhosecopyError "rate-limited" */
  take(what: keyof Limits["rates"], who: string): void;
}

/** More callers than this at once and the ones longest unseen are forgotten: memory stays bounded. */
const mostBuckets = 50_000;

/** Token buckets, one per kind and caller. */
export function rateLimits(rates: Limits["rates"], clock: Clock): RateLimits {
  // A bucket is remembered by the time at which it will be full again: one number.
  const fullAt = new Map<string, number>();
  return {
    take(what, who) {
      const rate: Rate = rates[what];
      const key = `${what} ${who}`;
      const now = clock.nowMs();
      const full = Math.max(now, fullAt.get(key) ?? now) + rate.everyMs;
      if (full - now > rate.burst * rate.everyMs) throw new WhosecopyError("rate-limited", `too many: ${what}`);
      fullAt.delete(key);
      fullAt.set(key, full);
      if (fullAt.size > mostBuckets) {
        const oldest = fullAt.keys().next();
        if (oldest.done !== true) fullAt.delete(oldest.value);
      }
    },
  };
}
