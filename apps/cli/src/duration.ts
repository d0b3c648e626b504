import { WhosecopyError } from "@whosecopy/protocol";

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * Reads a span of time as a person writes it: `30s`, `15m`, `12h`, `7d`, `2w`.
 *
 * @returns milliseconds
 * @throws WhosecopyError "bad-input"
 */
export function parseDuration(text: string): number {
  const match = /^(\d{1,6})([smhdw])$/.exec(text.trim());
  const unit = match?.[2] as keyof typeof units | undefined;
  const amount = Number(match?.[1]);
  if (unit === undefined || amount === 0) {
    throw new WhosecopyError("bad-input", `"${text}" is not a span of time; write for example 30m, 12h or 7d`);
  }
  return amount * units[unit];
}
