import { PrivateValue } from "../../report/private-value.ts";
import { type Box, type Sighting, type SightingKind } from "../sighting.ts";
import { boxAround } from "../box.ts";
import { mailAddressesIn, phoneNumbersIn } from "./contact-details.ts";
import { ibansIn } from "./iban.ts";
import { machineReadableLine } from "./machine-readable-zone.ts";
import { paymentCardsIn } from "./payment-card.ts";

/** A line of text that was read in a picture. */
export interface TextLine {
  readonly text: string;
  readonly box: Box;
  readonly sureness: number;
}

/**
 * What in lines of text should not reach everybody: numbers with right check digits, phone numbers, mail addresses.
 * @param again rows that were read a second time as a whole, for numbers with check digits only
 */
export function secretsInText(lines: readonly TextLine[], again: readonly TextLine[] = []): readonly Sighting[] {
  const stretches = [...lines, ...joinedRows(lines), ...again];
  const found: Sighting[] = [...identityDocuments(lines)];
  for (const stretch of stretches) {
    const { text, box, sureness } = stretch;
    const numbers = [...paymentCardsIn(text), ...ibansIn(text)];
    const add = (kind: SightingKind, values: readonly string[]): void => {
      for (const value of values) {
        if (found.some((one) => one.kind === kind && one.value?.reveal() === value && touches(one.box, box))) continue;
        found.push({ kind, box, sureness, value: new PrivateValue(value) });
      }
    };
    add("payment-card", paymentCardsIn(text));
    add("iban", ibansIn(text));
    add("mail-address", mailAddressesIn(text));
    // A card's number has the shape of a phone number too.
    if (numbers.length === 0 && !again.includes(stretch) && machineReadableLine(text) === null)
      add("phone-number", phoneNumbersIn(text));
  }
  return found;
}

/** Lines at the foot of a document, taken together: one has right check digits, the others stand beside it and look alike. */
function identityDocuments(lines: readonly TextLine[]): readonly Sighting[] {
  const judged = lines.map((line) => ({ line, as: machineReadableLine(line.text) }));
  const found: Sighting[] = [];
  for (const { line, as } of judged) {
    if (as !== "checked" || found.some(({ box }) => inside(line.box, box))) continue;
    const near = judged.filter(
      (other) => other.as !== null && Math.abs(middle(other.line.box) - middle(line.box)) < 5 * line.box.height,
    );
    const zone = near.map((one) => one.line);
    found.push({
      kind: "identity-document",
      box: boxAround(zone.map(({ box }) => box)),
      sureness: Math.max(...zone.map(({ sureness }) => sureness)),
      value: new PrivateValue(zone.map(({ text }) => text).join("\n")),
    });
  }
  return found;
}

/** Pieces that stand side by side, as the groups of a card's number do, read as one line. */
function joinedRows(lines: readonly TextLine[]): readonly TextLine[] {
  const rows: TextLine[][] = [];
  for (const line of lines.toSorted((a, b) => a.box.x - b.box.x)) {
    const row = rows.find((one) => {
      const last = one.at(-1)!.box;
      const high = Math.max(last.height, line.box.height);
      const gap = line.box.x - (last.x + last.width);
      return Math.abs(middle(last) - middle(line.box)) < 0.5 * high && gap < 3 * high && gap > -high;
    });
    if (row === undefined) rows.push([line]);
    else row.push(line);
  }
  return rows
    .filter((row) => row.length > 1)
    .map((row) => ({
      text: row.map(({ text }) => text).join(" "),
      box: boxAround(row.map(({ box }) => box)),
      sureness: Math.min(...row.map(({ sureness }) => sureness)),
    }));
}

function middle({ y, height }: Box): number {
  return y + height / 2;
}

function inside(box: Box, other: Box): boolean {
  return middle(box) > other.y && middle(box) < other.y + other.height;
}

function touches(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
