/** A mail address as people write it; the reader may put a gap around the sign. */
const mails =
  /(?<![\w.+-])[\w.+-]{1,64} ?@ ?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}(?![\w])/gu;

export function mailAddressesIn(text: string): readonly string[] {
  return [...text.matchAll(mails)].map(([mail]) => mail.replaceAll(" ", ""));
}

/** Digits with the signs that people put between them. */
const numbers = /(?<![\w.,:/€$£-])(?:\+|00)?\(?\d(?:[ \-–./()]{0,2}\d){6,16}(?![\w%€$£])/gu;

/**
 * Phone numbers in a text, by shape alone: with a country code (+ or 00), a leading 0 as most countries write them, or grouped
 * as (555) 123-4567. Dates, times, prices and plain counts are left out; some numbers are missed and some taken for one.
 */
export function phoneNumbersIn(text: string): readonly string[] {
  return [...text.matchAll(numbers)].flatMap(([match]) => {
    const run = match.trim();
    const digits = run.replaceAll(/\D/gu, "");
    if (/^(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})/u.test(run)) return [];
    // Numbers that count and cost come in threes: 1.234.567.
    if (/^\d{1,3}(?:[. ]\d{3})+$/u.test(run) && !run.startsWith("0")) return [];
    const international = /^(?:\+|00[1-9])/u.test(run) && digits.length >= 8 && digits.length <= 17;
    const trunk = /^\(?0[1-9]/u.test(run) && digits.length >= 8 && digits.length <= 13;
    const grouped =
      /^(?:1[ \-.]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ \-.])[2-9]\d{2}[ \-.]\d{4}$/u.test(run) && digits.length <= 11;
    return international || trunk || grouped ? [run] : [];
  });
}
