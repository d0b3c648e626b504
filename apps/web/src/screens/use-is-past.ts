import { useEffect, useState } from "react";

/** Timers count in 32 bits; later ends are looked at again. */
const longestWaitMs = 2 ** 30;

/** Whether a time has come, and again when it comes; null never does. */
export function useIsPast(atMs: number | null): boolean {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (atMs === null || nowMs >= atMs) return;
    const timer = setTimeout(
      () => {
        setNowMs(Date.now());
      },
      Math.min(longestWaitMs, Math.max(0, atMs - Date.now())),
    );
    return () => {
      clearTimeout(timer);
    };
  }, [atMs, nowMs]);
  return atMs !== null && nowMs >= atMs;
}
