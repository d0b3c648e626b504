import { WhosecopyError } from "@whosecopy/protocol";

/**
 * The Padmé length for `length` bytes (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication
 * with PURBs", 2019): at least `length`, at most 12 % more, and with so few significant bits that a length of up to M bytes
 * tells only O(log log M) bits.
 */
export function padmeLength(length: number): number {
  if (length < 0 || !Number.isSafeInteger(length)) throw new WhosecopyError("internal", "a length is not negative");
  if (length < 2) return length;
  const exponent = floorLog2(length);
  const significant = floorLog2(exponent) + 1;
  const unit = 2 ** (exponent - significant);
  return Math.ceil(length / unit) * unit;
}

function floorLog2(value: number): number {
  // Math.log2 rounds up just below large powers of two.
  const guess = Math.floor(Math.log2(value));
  return 2 ** guess > value ? guess - 1 : guess;
}
