import type { PolicyView } from "@whosecopy/client";

const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (value: number): string => String(value).padStart(2, "0");

/** A day in UTC, as "3 Nov 2026". */
function dayText(ms: number): string {
  const date = new Date(ms);
  return `${date.getUTCDate()} ${monthNames[date.getUTCMonth()] ?? ""} ${date.getUTCFullYear()}`;
}

/** A minute in UTC, as "3 Nov 2026, 14:02 UTC". */
export function timeText(ms: number): string {
  const date = new Date(ms);
  return `${dayText(ms)}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
}

/** A time as exactly as it is known: receipts that tell only the day say midnight UTC. */
export function knownTimeText(ms: number): string {
  return ms % 86_400_000 === 0 ? dayText(ms) : timeText(ms);
}

/** "once", "3 times". */
export function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** What a policy means, line by line: what the server enforces and what honest apps keep to. */
export function policyLines(policy: PolicyView, from: string): readonly string[] {
  const lines: string[] = [];
  if (policy.opensAllowed !== null) lines.push(`It can be opened ${times(policy.opensAllowed)}.`);
  if (policy.opensFromMs !== null) lines.push(`It can be opened from ${timeText(policy.opensFromMs)}.`);
  if (policy.expiresAtMs !== null) lines.push(`It can be opened until ${timeText(policy.expiresAtMs)}.`);
  if (!policy.mayBeSaved) lines.push(`${from} asks you not to save it.`);
  if (policy.mayBeForwarded === "no") lines.push(`${from} asks you not to pass it on.`);
  if (policy.marked)
    lines.push("Your copy carries an invisible mark of its own: a leaked copy can be told from every other.");
  const report = {
    exact: `${from} is told when you open it.`,
    day: `${from} is told on which day you open it.`,
    none: `${from} is told only that it was opened.`,
  }[policy.reported];
  return [...lines, report];
}
