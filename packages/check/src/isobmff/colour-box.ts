import { neutralProfile } from "../icc/neutral-profile.ts";
import { latin } from "../icc/profile.ts";
import { joined } from "../source/joined.ts";

const codePointBytes: Readonly<Record<string, number>> = { nclx: 11, nclc: 10 };

/** The profile in a `colr` box (ISO/IEC 14496-12, 12.1.5); undefined for one of code points. */
export function profileIn(colr: Uint8Array): Uint8Array | undefined {
  return /^(?:prof|rICC)$/u.test(latin(colr, 0, 4)) ? colr.subarray(4) : undefined;
}

/** The same colours without names: null when none are needed. @param keepIcc keeps a profile as it is. */
export function cleanColour(colr: Uint8Array, keepIcc: boolean): Uint8Array | null {
  const bytes = codePointBytes[latin(colr, 0, 4)];
  if (bytes !== undefined) return colr.length < bytes ? null : colr.subarray(0, bytes);
  const profile = profileIn(colr);
  if (profile === undefined) return null;
  const kept = keepIcc ? profile : neutralProfile(profile);
  return kept === null ? null : joined([colr.subarray(0, 4), kept]);
}
