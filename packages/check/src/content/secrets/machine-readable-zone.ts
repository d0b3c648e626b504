import { asDigits, asLetters } from "./look-alikes.ts";

/**
 * Whether a line is one of the lines at the foot of a passport or on an identity card (ICAO Doc 9303, parts 4 to 7). "checked" when its check
 * digits are right, "alike" when it only looks like one: worth covering beside a checked one. Readers miscount the
 * `<` that fill the lines, so only what stands before them is looked at.
 */
export function machineReadableLine(text: string): "checked" | "alike" | null {
  const line = plainLine(text);
  for (let start = 0; start + 14 <= line.length; start++) {
    if (isNumberLine(line.slice(start)) || isDatesLine(line.slice(start))) return "checked";
  }
  for (let start = 0; start < Math.min(3, line.length); start++) {
    if (isCardLine(line.slice(start))) return "checked";
  }
  const fillers = line.length - line.replaceAll("<", "").length;
  return line.length >= 20 && (fillers >= 6 || /^[PIAC][A-Z<][A-Z]{3}[A-Z]+<<[A-Z]/u.test(line)) ? "alike" : null;
}

/** What readers make of `<`, back to it. */
function plainLine(text: string): string {
  return text
    .toUpperCase()
    .replaceAll(/[«‹《〈＜≤]/gu, "<")
    .replaceAll(/[^0-9A-Z<]/gu, "");
}

/** Second line of passports, visas and TD2 cards: number, nationality, birth, sex, expiry; three check digits. */
function isNumberLine(line: string): boolean {
  if (line.length < 28) return false;
  const nationality = asLetters(line.slice(10, 13));
  return (
    hasCheck(line.slice(0, 9), line[9]) &&
    /^[A-Z<]{3}$/u.test(nationality) &&
    isDate(line.slice(13, 19)) &&
    hasCheck(asDigits(line.slice(13, 19)), line[19]) &&
    isSex(line[20]) &&
    isDate(line.slice(21, 27)) &&
    hasCheck(asDigits(line.slice(21, 27)), line[27])
  );
}

/** Second line of TD1 cards: birth, sex, expiry, nationality; two check digits. */
function isDatesLine(line: string): boolean {
  if (line.length < 18) return false;
  return (
    isDate(line.slice(0, 6)) &&
    hasCheck(asDigits(line.slice(0, 6)), line[6]) &&
    isSex(line[7]) &&
    isDate(line.slice(8, 14)) &&
    hasCheck(asDigits(line.slice(8, 14)), line[14]) &&
    /^[A-Z<]{3}$/u.test(asLetters(line.slice(15, 18)))
  );
}

/** First line of TD1 cards: kind, state, number; one check digit, so that fillers must follow. */
function isCardLine(line: string): boolean {
  if (line.length < 20 || !/^[IAC][A-Z0-9<][A-Z<]{3}/u.test(line)) return false;
  return hasCheck(line.slice(5, 14), line[14]) && line.includes("<<<");
}

function isDate(text: string): boolean {
  const match = /^\d\d(\d\d)(\d\d)$/u.exec(asDigits(text));
  if (match === null) return false;
  const [month, day] = [Number(match[1]), Number(match[2])];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function isSex(letter: string | undefined): boolean {
  return letter !== undefined && "MFX<".includes(letter);
}

const weights = [7, 3, 1] as const;

/** Check digit of part 3, section 4.9: weights 7, 3, 1, modulo 10. An O in a number may be a zero. */
function hasCheck(field: string, digit: string | undefined): boolean {
  const expected = asDigits(digit ?? "");
  if (!/^\d$/u.test(expected)) return false;
  return [field, field.replaceAll("O", "0"), asDigits(field)].some((candidate) => {
    let sum = 0;
    for (let i = 0; i < candidate.length; i++) {
      const letter = candidate[i]!;
      sum += weights[i % 3]! * (letter === "<" ? 0 : Number.parseInt(letter, 36));
    }
    return sum % 10 === Number(expected);
  });
}
