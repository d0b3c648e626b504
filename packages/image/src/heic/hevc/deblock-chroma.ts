/** Filters lines of chroma across an edge (ITU-T H.265 clause 8.7.2.5.8); as `deblockLuma`, for `count` lines. */
export function deblockChroma(
  s: Uint16Array,
  params: {
    at: number;
    across: number;
    along: number;
    count: number;
    tc: number;
    max: number;
    keepP: boolean;
    keepQ: boolean;
  },
): void {
  const { across, along, count, tc, max } = params;
  for (let line = 0, at = params.at; line < count; line++, at += along) {
    const p1 = s[at - 2 * across]!;
    const p0 = s[at - across]!;
    const q0 = s[at]!;
    const q1 = s[at + across]!;
    const step = ((q0 - p0) * 4 + p1 - q1 + 4) >> 3;
    const delta = step < -tc ? -tc : step > tc ? tc : step;
    if (!params.keepP) s[at - across] = inRange(p0 + delta, max);
    if (!params.keepQ) s[at] = inRange(q0 - delta, max);
  }
}

function inRange(value: number, max: number): number {
  return value < 0 ? 0 : value > max ? max : value;
}
