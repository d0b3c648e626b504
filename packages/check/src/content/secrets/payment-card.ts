import { digitsOf } from "./look-alikes.ts";
import { passesLuhn } from "./luhn.ts";

/** First digits (from, to) and lengths that issuers use, after the networks' own lists. */
const issuers: readonly (readonly [from: string, to: string, lengths: readonly number[]])[] = [
  ["4", "4", [13, 16, 19]], // Visa
  ["51", "55", [16]], // Mastercard
  ["2221", "2720", [16]],
  ["34", "34", [15]], // American Express
  ["37", "37", [15]],
  ["300", "305", [14, 16]], // Diners Club
  ["3095", "3095", [14, 16]],
  ["36", "36", [14, 16, 19]],
  ["38", "39", [14, 16, 19]],
  ["6011", "6011", [16, 19]], // Discover
  ["644", "649", [16, 19]],
  ["65", "65", [16, 19]],
  ["3528", "3589", [16, 17, 18, 19]], // JCB
  ["62", "62", [16, 17, 18, 19]], // UnionPay
  ["81", "81", [16, 17, 18, 19]],
  ["5018", "5018", [12, 13, 14, 15, 16, 17, 18, 19]], // Maestro
  ["5020", "5020", [12, 13, 14, 15, 16, 17, 18, 19]],
  ["5038", "5038", [12, 13, 14, 15, 16, 17, 18, 19]],
  ["5893", "5893", [12, 13, 14, 15, 16, 17, 18, 19]],
  ["6304", "6304", [12, 13, 14, 15, 16, 17, 18, 19]],
  ["6759", "6759", [12, 13, 14, 15, 16, 17, 18, 19]],
  ["6761", "6763", [12, 13, 14, 15, 16, 17, 18, 19]],
  ["2200", "2204", [16, 17, 18, 19]], // Mir
  ["60", "60", [16]], // RuPay
  ["82", "82", [16]],
  ["508", "508", [16]],
  ["9792", "9792", [16]], // Troy
  ["5060", "5061", [16, 18, 19]], // Verve
];

/** Digits, and letters that a reader takes digits for, with single gaps or dashes between groups. */
const runs = /(?<![0-9A-Za-z])[0-9OoQDIlZSBG](?:[ \-.·]{0,2}[0-9OoQDIlZSBG]){11,18}(?![0-9A-Za-z])/gu;

/** Numbers of payment cards in a text: right length for an issuer, right check digit. Digits alone. */
export function paymentCardsIn(text: string): readonly string[] {
  return [...text.matchAll(runs)].flatMap(([run]) => {
    const digits = digitsOf(run);
    return digits !== null && isPaymentCard(digits) ? [digits] : [];
  });
}

/** Whether digits can be the number of a card: an issuer's range and length, and Luhn. */
function isPaymentCard(digits: string): boolean {
  const known = issuers.some(([from, to, lengths]) => {
    const start = digits.slice(0, from.length);
    return start >= from && start <= to && lengths.includes(digits.length);
  });
  return known && !/^(.)\1+$/u.test(digits) && passesLuhn(digits);
}
