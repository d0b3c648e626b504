import type { Look } from "./look-at-picture.ts";
import type { DetectorId } from "./detector.ts";
import type { SightingKind } from "./sighting.ts";

const words: Readonly<Record<SightingKind, readonly [one: string, many: string]>> = {
  "payment-card": ["payment card number", "payment card numbers"],
  iban: ["bank account number", "bank account numbers"],
  "identity-document": ["identity document", "identity documents"],
  nudity: ["sign of a very private picture", "signs of a very private picture"],
  face: ["face", "faces"],
  "phone-number": ["phone number", "phone numbers"],
  "mail-address": ["mail address", "mail addresses"],
  "qr-code": ["QR code", "QR codes"],
  barcode: ["barcode", "barcodes"],
  text: ["line of text", "lines of text"],
};

/** Gravest first. */
const order = Object.keys(words) as readonly SightingKind[];

const lookedFor: Readonly<Record<DetectorId, string>> = {
  faces: "faces",
  text: "text and numbers in it",
  codes: "QR codes and barcodes",
  private: "signs of a very private picture",
};

/**
 * What a look found, for a person: "Found 1 face. I may miss some." and the like, gravest first. No sentence ever says that something is
 * absent, since a detector can't know that.
 */
export function lookSentences({ sightings, looked, failed }: Look): readonly string[] {
  const counted = order.flatMap((kind) => {
    const count = sightings.filter((one) => one.kind === kind).length;
    return count === 0 ? [] : [`Found ${count} ${words[kind][count === 1 ? 0 : 1]}. I may miss some.`];
  });
  const all =
    counted.length === 0 && looked.length > 0 ? [`I looked for ${listed(looked)}. I may miss some.`] : counted;
  return failed.length === 0 ? all : [...all, `I could not look for ${listed(failed)}.`];
}

/** The same in a few words, for a line of a list: "found 1 face (I may miss some)". */
export function sightingWords(kind: SightingKind, count: number): string {
  return `found ${count} ${words[kind][count === 1 ? 0 : 1]} (I may miss some)`;
}

/** Gravest first. */
export function sightingOrder(kind: SightingKind): number {
  return order.indexOf(kind);
}

function listed(ids: readonly DetectorId[]): string {
  const names = ids.map((id) => lookedFor[id]);
  const last = names.at(-1)!;
  return names.length === 1 ? last : `${names.slice(0, -1).join(", ")}, and ${last}`;
}
