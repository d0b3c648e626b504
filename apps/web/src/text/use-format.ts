import { useMemo } from "react";
import { useText } from "./use-text.ts";

export interface Format {
  /** "14:05" today, "3 Nov" before. */
  short(ms: number): string;
  /** "3 November, 14:05". */
  full(ms: number): string;
  /** "on 3 November". */
  day(ms: number): string;
  /** "3 November 2026", of a day that is known in UTC, such as those of receipts. */
  utcDay(ms: number): string;
}

/** Times as this person's language writes them. */
export function useFormat(): Format {
  const { locale } = useText();
  return useMemo(() => {
    const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hour12: false });
    const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
    const full = new Intl.DateTimeFormat(locale, {
      day: "numeric",
      month: "long",
      hour: "2-digit",
      minute: "2-digit",
      hour12: false,
    });
    const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" });
    const utcDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    return {
      short: (ms) => (new Date(ms).toDateString() === new Date().toDateString() ? clock : date).format(ms),
      full: (ms) => full.format(ms),
      day: (ms) => day.format(ms),
      utcDay: (ms) => utcDay.format(ms),
    };
  }, [locale]);
}
