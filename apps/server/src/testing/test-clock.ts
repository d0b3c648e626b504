import type { Clock } from "../clock.ts";

/** The machine's clock with a shift, so that a week goes by in no time. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

export function testClock(): TestClock {
  let shiftMs = 0;
  return {
    nowMs: () => Date.now() + shiftMs,
    every(intervalMs, work) {
      const timer = setInterval(work, intervalMs);
      timer.unref();
      return () => clearInterval(timer);
    },
    advance(ms) {
      shiftMs += ms;
    },
  };
}
