/**
 * Undoes the filter of one line in place (ISO/IEC 15948 clause 9); `above` is the line before, zeros for the first.
 * @returns false for an unknown filter.
 */
export function unfilter(filter: number, line: Uint8Array, above: Uint8Array, bytesPerPixel: number): boolean {
  const length = line.length;
  switch (filter) {
    case 0:
      return true;
    case 1:
      for (let i = bytesPerPixel; i < length; i++) line[i] = line[i]! + line[i - bytesPerPixel]!;
      return true;
    case 2:
      for (let i = 0; i < length; i++) line[i] = line[i]! + above[i]!;
      return true;
    case 3:
      for (let i = 0; i < bytesPerPixel && i < length; i++) line[i] = line[i]! + (above[i]! >> 1);
      for (let i = bytesPerPixel; i < length; i++) line[i] = line[i]! + ((line[i - bytesPerPixel]! + above[i]!) >> 1);
      return true;
    case 4:
      for (let i = 0; i < bytesPerPixel && i < length; i++) line[i] = line[i]! + above[i]!;
      for (let i = bytesPerPixel; i < length; i++) {
        line[i] = line[i]! + paeth(line[i - bytesPerPixel]!, above[i]!, above[i - bytesPerPixel]!);
      }
      return true;
    default:
      return false;
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const byLeft = Math.abs(up - upLeft);
  const byUp = Math.abs(left - upLeft);
  const byBoth = Math.abs(left + up - 2 * upLeft);
  if (byLeft <= byUp && byLeft <= byBoth) return left;
  return byUp <= byBoth ? up : upLeft;
}
