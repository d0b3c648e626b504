import type { PrivateValue } from "../report/private-value.ts";

/** A rectangle in pixels of the picture that was looked at. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const sightingKinds = [
  "face",
  "text",
  "payment-card",
  "iban",
  "identity-document",
  "phone-number",
  "mail-address",
  "qr-code",
  "barcode",
  "nudity",
] as const;
export type SightingKind = (typeof sightingKinds)[number];

/** Something that a picture shows. Detectors miss things, and see things that aren't there. */
export interface Sighting {
  readonly kind: SightingKind;
  readonly box: Box;
  /** 0 to 1, by the detector's own account. */
  readonly sureness: number;
  /** What it says, where it can be read. */
  readonly value?: PrivateValue;
}
