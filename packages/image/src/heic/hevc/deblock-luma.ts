/**
 * Filters four lines of luma across an edge (ITU-T H.265 clauses 8.7.2.5.3, 8.7.2.5.6 and 8.7.2.5.7). `at` is the first
 * sample behind the edge, `across` the step over it, `along` the step to the next line; `keepP` and `keepQ` leave the
 * samples before or behind it as they are.
 */
export function deblockLuma(
  s: Uint16Array,
  at: number,
  across: number,
  along: number,
  params: { beta: number; tc: number; max: number; keepP: boolean; keepQ: boolean },
): void {
  const { beta, tc } = params;
  const last = at + 3 * along;
  const dp0 = bend(s, at - across, -across);
  const dp3 = bend(s, last - across, -across);
  const dq0 = bend(s, at, across);
  const dq3 = bend(s, last, across);
  if (dp0 + dp3 + dq0 + dq3 >= beta) return;
  if (isFlat(s, at, across, 2 * (dp0 + dq0), beta, tc) && isFlat(s, last, across, 2 * (dp3 + dq3), beta, tc)) {
    for (let line = 0, to = at; line < 4; line++, to += along) filterStrongly(s, to, across, params);
    return;
  }
  const sideLimit = (beta + (beta >> 1)) >> 3;
  const moreP = dp0 + dp3 < sideLimit;
  const moreQ = dq0 + dq3 < sideLimit;
  for (let line = 0, to = at; line < 4; line++, to += along) filterWeakly(s, to, across, params, moreP, moreQ);
}

/** How far three samples are from a straight line. */
function bend(s: Uint16Array, at: number, step: number): number {
  const value = s[at + 2 * step]! - 2 * s[at + step]! + s[at]!;
  return value < 0 ? -value : value;
}

/** dSam of clause 8.7.2.5.6. */
function isFlat(s: Uint16Array, at: number, across: number, dpq: number, beta: number, tc: number): boolean {
  const p0 = s[at - across]!;
  const q0 = s[at]!;
  return (
    dpq < beta >> 2 &&
    Math.abs(s[at - 4 * across]! - p0) + Math.abs(q0 - s[at + 3 * across]!) < beta >> 3 &&
    Math.abs(p0 - q0) < (5 * tc + 1) >> 1
  );
}

function filterStrongly(
  s: Uint16Array,
  at: number,
  across: number,
  params: { tc: number; keepP: boolean; keepQ: boolean },
): void {
  const p3 = s[at - 4 * across]!;
  const p2 = s[at - 3 * across]!;
  const p1 = s[at - 2 * across]!;
  const p0 = s[at - across]!;
  const q0 = s[at]!;
  const q1 = s[at + across]!;
  const q2 = s[at + 2 * across]!;
  const q3 = s[at + 3 * across]!;
  const limit = 2 * params.tc;
  if (!params.keepP) {
    s[at - across] = near((p2 + 2 * p1 + 2 * p0 + 2 * q0 + q1 + 4) >> 3, p0, limit);
    s[at - 2 * across] = near((p2 + p1 + p0 + q0 + 2) >> 2, p1, limit);
    s[at - 3 * across] = near((2 * p3 + 3 * p2 + p1 + p0 + q0 + 4) >> 3, p2, limit);
  }
  if (!params.keepQ) {
    s[at] = near((p1 + 2 * p0 + 2 * q0 + 2 * q1 + q2 + 4) >> 3, q0, limit);
    s[at + across] = near((p0 + q0 + q1 + q2 + 2) >> 2, q1, limit);
    s[at + 2 * across] = near((p0 + q0 + q1 + 3 * q2 + 2 * q3 + 4) >> 3, q2, limit);
  }
}

function filterWeakly(
  s: Uint16Array,
  at: number,
  across: number,
  params: { tc: number; max: number; keepP: boolean; keepQ: boolean },
  moreP: boolean,
  moreQ: boolean,
): void {
  const { tc, max } = params;
  const p2 = s[at - 3 * across]!;
  const p1 = s[at - 2 * across]!;
  const p0 = s[at - across]!;
  const q0 = s[at]!;
  const q1 = s[at + across]!;
  const q2 = s[at + 2 * across]!;
  const step = (9 * (q0 - p0) - 3 * (q1 - p1) + 8) >> 4;
  if (Math.abs(step) >= 10 * tc) return;
  const delta = near(step, 0, tc);
  const half = tc >> 1;
  if (!params.keepP) {
    s[at - across] = inRange(p0 + delta, max);
    if (moreP) s[at - 2 * across] = inRange(p1 + near((((p2 + p0 + 1) >> 1) - p1 + delta) >> 1, 0, half), max);
  }
  if (!params.keepQ) {
    s[at] = inRange(q0 - delta, max);
    if (moreQ) s[at + across] = inRange(q1 + near((((q2 + q0 + 1) >> 1) - q1 - delta) >> 1, 0, half), max);
  }
}

/** The value, kept within `limit` of `centre`. */
function near(value: number, centre: number, limit: number): number {
  if (value < centre - limit) return centre - limit;
  return value > centre + limit ? centre + limit : value;
}

function inRange(value: number, max: number): number {
  return value < 0 ? 0 : value > max ? max : value;
}
