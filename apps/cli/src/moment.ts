import { WhosecopyError } from "@whosecopy/protocol";

const pattern = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2}))?\s*(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * Reads a time as exactly as a person gives it: `2026-11-03` is that whole day, `2026-11-03T14:00` that minute, in UTC unless a zone
 * such as `+01:00` is given.
 *
 * @throws WhosecopyError "bad-input" also for times that lie ahead of `nowMs`
 */
export function parseMoment(text: string, nowMs: number): { readonly fromMs: number; readonly untilMs: number } {
  const [whole, day, minute, second, zone = "Z"] = pattern.exec(text.trim()) ?? [];
  const fromMs = Date.parse(`${day}T${minute ?? "00:00"}:${second ?? "00"}${zone}`);
  // 31 February is a day that Date.parse may move.
  const startMs = Date.parse(`${day}T00:00:00Z`);
  const isThere = !Number.isNaN(startMs) && new Date(startMs).toISOString().startsWith(day ?? "-");
  if (whole === undefined || Number.isNaN(fromMs) || !isThere) {
    throw new WhosecopyError("bad-input", `"${text}" is not a time; write for example 2026-11-03 or 2026-11-03T14:00Z`);
  }
  if (fromMs > nowMs) throw new WhosecopyError("bad-input", `"${text}" lies in the future`);
  const lengthMs = minute === undefined ? 86_400_000 : second === undefined ? 60_000 : 1000;
  return { fromMs, untilMs: fromMs + lengthMs - 1 };
}
