import type { DisplacementField } from "../displacement-field.ts";
import type { BlockShifts } from "./blocks.ts";
import { type Curve, fitCurve } from "./fit-curve.ts";
import { squaredDeviation } from "./fit-plane.ts";
import { solveField } from "./solve-field.ts";

/**
 * How much a field may bend from one node to the next, as a share of their distance: from hardly at all, over what lenses and curved screens do,
 * to warps made against detectors.
 */
const bends = [0.0004, 0.0016, 0.006, 0.025, 0.1] as const;

/** How much better a looser field must foretell the blocks it has not seen than a stiffer one, and any than none, in units of chance. */
const leastGain = { looser: 0.1, any: 0.5 } as const;

/** Squared deviations below this are noise. */
const usualDeviation = 2;

const rounds = 4;

interface Task {
  readonly shifts: BlockShifts;
  readonly field: DisplacementField;
}

/**
 * The smooth field that follows the blocks' shifts: a curve as lenses make them where one is seen, and what is left as close to the blocks as
 * they are sure. It bends no more than helps to foretell blocks that were left out.
 * @param params.field the grid, and the field to start from.
 */
export function fitField(params: Task & { width: number; height: number }): DisplacementField {
  const { shifts, field } = params;
  const flat = { ...field, dx: new Float32Array(field.dx.length), dy: new Float32Array(field.dy.length) };
  const counts = partOf(shifts.count);
  const all = new Float64Array(shifts.count).fill(1);
  const none = scoreOf(deviations(shifts), counts);
  const plain = chooseBend({ shifts, field }, counts);
  const trial = fitCurve({ ...params, counts });
  if (trial !== null) {
    const bent = chooseBend({ shifts: without(shifts, trial), field: flat }, counts);
    const worth = worthIt(bent.score, none, shifts.count) && clearlyBetter(bent.score, plain.score, shifts.count);
    const curve = worth ? fitCurve({ ...params, counts: all }) : null;
    if (curve !== null) {
      const { usualBend } = bent;
      const rest = solveField({
        shifts: without(shifts, curve),
        field: flat,
        usualBend,
        counts: all,
        rounds,
        effort: "exact",
      });
      return plus(rest.field, curve);
    }
  }
  if (!worthIt(plain.score, none, shifts.count)) return flat;
  return solveField({ shifts, field, usualBend: plain.usualBend, counts: all, rounds, effort: "exact" }).field;
}

/** Neighbours are next to each other in the list: this mixes what is fitted and what is foretold well enough. */
function partOf(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => ((i * 7) % 5 < 3 ? 1 : 0));
}

/** Fits to a part of the blocks, and keeps what foretells the others best. */
function chooseBend(task: Task, counts: Float64Array): { usualBend: number; score: number } {
  let best = { usualBend: bends[0] as number, score: Infinity };
  for (const usualBend of bends) {
    const { off } = solveField({ ...task, usualBend, counts, rounds: 2, effort: "rough" });
    const score = scoreOf(off, counts);
    if (!clearlyBetter(score, best.score, off.length)) break;
    best = { usualBend, score };
  }
  return best;
}

/** How far off the blocks are that were left out; logarithms, so that wild ones decide nothing. */
function scoreOf(off: Float64Array, counts: Float64Array): number {
  return off.reduce((sum, value, i) => sum + (counts[i] === 0 ? Math.log1p(value / usualDeviation) : 0), 0);
}

function deviations(shifts: BlockShifts): Float64Array {
  return shifts.x.map((_, i) => squaredDeviation(shifts, i, shifts.shiftX[i]!, shifts.shiftY[i]!));
}

function clearlyBetter(score: number, than: number, count: number): boolean {
  return score < than - leastGain.looser * Math.sqrt(count);
}

function worthIt(score: number, without: number, count: number): boolean {
  return score < without - leastGain.any * Math.sqrt(count);
}

function without(shifts: BlockShifts, curve: Curve): BlockShifts {
  const shiftX = Float64Array.from(shifts.shiftX);
  const shiftY = Float64Array.from(shifts.shiftY);
  for (let i = 0; i < shifts.count; i++) {
    const [x, y] = curve.shiftAt(shifts.x[i]!, shifts.y[i]!);
    shiftX[i]! -= x;
    shiftY[i]! -= y;
  }
  return { ...shifts, shiftX, shiftY };
}

function plus(field: DisplacementField, curve: Curve): DisplacementField {
  const dx = Float32Array.from(field.dx);
  const dy = Float32Array.from(field.dy);
  for (let n = 0; n < dx.length; n++) {
    const [x, y] = curve.shiftAt((n % field.columns) * field.stepX, Math.floor(n / field.columns) * field.stepY);
    dx[n]! += x;
    dy[n]! += y;
  }
  return { ...field, dx, dy };
}
