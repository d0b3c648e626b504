import { asDigits } from "./look-alikes.ts";

/** Length by country, from the IBAN registry of ISO 13616. */
const lengths: Readonly<Record<string, number>> = Object.fromEntries(
  (
    "NO15 BE16 DK18 FI18 FK18 FO18 GL18 NL18 SD18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 MN20 XK20 CH21 HR21 LI21 LV21 BG22 BH22 CR22 " +
    "DE22 GB22 GE22 IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 OM23 SO23 TL23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24 LY25 PT25 " +
    "ST25 IS26 TR26 BI27 DJ27 FR27 GR27 IT27 MC27 MR27 SM27 AL28 AZ28 BY28 CY28 DO28 GT28 HN28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 " +
    "UA29 JO30 KW30 MU30 YE30 MT31 SC31 LC32 RU33"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Countries whose account numbers have digits only: letters there are misread. */
const digitsOnly = new Set(
  "AT BE BA CR HR CZ DK EE FI DE HU IS LT NO PL PT RS SK SI ES SE EG IL ME MK TN MR DO XK TL UA".split(" "),
);

/** Looked for from each place on: what stands before a number can look like the beginning of one. */
const runs = /(?<![0-9A-Za-z])(?=([A-Za-z]{2} ?[0-9OoIlSZB]{2}(?: ?[0-9A-Za-z]){11,32}))/gu;

/** International bank account numbers in a text: the country's length and the check digits (ISO 7064, mod 97-10). Without gaps. */
export function ibansIn(text: string): readonly string[] {
  return [...text.matchAll(runs)].flatMap(([, run]) => {
    const plain = run!.replaceAll(" ", "").toUpperCase();
    const length = lengths[plain.slice(0, 2)];
    if (length === undefined || plain.length < length) return [];
    const cut = plain.slice(0, length);
    const corrected = cut.slice(0, 2) + asDigits(cut.slice(2, 4)) + cut.slice(4);
    const candidates = [cut, corrected];
    if (digitsOnly.has(cut.slice(0, 2))) candidates.push(cut.slice(0, 2) + asDigits(cut.slice(2)));
    const right = candidates.find(isIban);
    return right === undefined ? [] : [right];
  });
}

/** Whether a text without gaps is one. */
function isIban(text: string): boolean {
  if (!/^[A-Z]{2}[0-9]{2}[0-9A-Z]+$/u.test(text) || lengths[text.slice(0, 2)] !== text.length) return false;
  let rest = 0;
  for (const letter of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(letter, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
