import type { Limits } from "../engine/app-engine.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long a copy can be opened, as it is chosen. */
export const durations = { hour: hourMs, day: dayMs, week: 7 * dayMs, month: 30 * dayMs, none: null } as const;
export type Duration = keyof typeof durations;

/** How often, as it is chosen. */
export const openCounts = { "1": 1, "3": 3, "10": 10, none: null } as const;
export type OpenCount = keyof typeof openCounts;

/** The limits that a choice means when it is sent now. */
export function limitsOf(choice: { readonly duration: Duration; readonly opens: OpenCount }, nowMs: number): Limits {
  const lasts = durations[choice.duration];
  return { opens: openCounts[choice.opens], expiresAtMs: lasts === null ? null : nowMs + lasts };
}
