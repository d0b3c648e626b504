import type { Random } from "@whosecopy/crypto";
import { type ErrorCode, WhosecopyError } from "@whosecopy/protocol";
import type { Clock } from "../clock.ts";

const firstPauseMs = 200;
const longestPauseMs = 5_000;

/** Failures after which the same request may succeed a moment later. Held releases wait for a person, not for a moment. */
const passing: ReadonlySet<ErrorCode> = new Set(["network", "server-unavailable", "rate-limited"]);

/** Does the work, and again after growing pauses while the network or the server fails, at most `retries` more times. */
export async function withRetries<Result>(
  context: { readonly clock: Clock; readonly random: Random },
  params: { readonly retries: number; readonly signal: AbortSignal | undefined },
  work: () => Promise<Result>,
): Promise<Result> {
  for (let tried = 0; ; tried++) {
    try {
      return await work();
    } catch (error) {
      if (tried >= params.retries || !(error instanceof WhosecopyError) || !passing.has(error.code)) throw error;
    }
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** tried);
    // Half of the pause is by chance, so that many clients don't come back in step.
    const chance = (context.random.bytes(1)[0] ?? 0) / 255;
    await context.clock.sleep(pauseMs * (0.5 + chance / 2), params.signal);
  }
}
