/** Where the time comes from, and what happens later. Passed in, so that a test can let a week go by. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Runs `work` again and again, this far apart, until the returned function is called. */
  every(intervalMs: number, work: () => void): () => void;
}

/** The machine's own clock. Its timers never keep the process alive. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  every(intervalMs, work) {
    const timer = setInterval(work, intervalMs);
    timer.unref();
    return () => clearInterval(timer);
  },
};
