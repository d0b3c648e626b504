import type { DisplacementField } from "../displacement-field.ts";
import type { BlockShifts } from "./blocks.ts";
import { retrust, squaredDeviation } from "./fit-plane.ts";

/** Steps of the solver at most, and how small an error, as a share of the beginning, is enough: when it is to stay, and to compare. */
const effort = { exact: { steps: 60, error: 1e-7 }, rough: { steps: 25, error: 1e-4 } } as const;

/** What a field is fitted to. */
export interface FieldTask {
  readonly shifts: BlockShifts;
  /** The grid, and the field to start from. */
  readonly field: DisplacementField;
  /** How much it may bend from one node to the next, as a share of their distance. */
  readonly usualBend: number;
  /** Per block 1, or 0 where it is not looked at. */
  readonly counts: Float64Array;
  readonly rounds: number;
  readonly effort: keyof typeof effort;
}

/**
 * The field that follows the shifts, as close as they are sure, and bends as little as it can; blocks that contradict their
 * surroundings count ever less from round to round.
 * @returns the field, and per block how far off it is in units of its uncertainty, squared.
 */
export function solveField(params: FieldTask): { field: DisplacementField; off: Float64Array } {
  const { shifts, field, counts } = params;
  const places = placesOf(shifts, field);
  const trust = Float64Array.from(counts);
  const size = field.columns * field.rows;
  const values = new Float64Array(2 * size);
  values.set(field.dx);
  values.set(field.dy, size);
  const off = new Float64Array(shifts.count);
  for (let round = 0; round < params.rounds; round++) {
    solve({ ...params, places, trust, values });
    for (let i = 0; i < shifts.count; i++) {
      const ex = shifts.shiftX[i]! - at(values, 0, places, i, field.columns);
      const ey = shifts.shiftY[i]! - at(values, size, places, i, field.columns);
      off[i] = squaredDeviation(shifts, i, ex, ey);
    }
    retrust(off, trust);
    for (let i = 0; i < shifts.count; i++) trust[i]! *= counts[i]!;
  }
  const part = (from: number) => Float32Array.from(values.subarray(from, from + size));
  return { field: { ...field, dx: part(0), dy: part(size) }, off };
}

/** Each block's upper left node, and its weights on the four around. */
interface Places {
  readonly node: Int32Array;
  readonly weights: Float64Array;
}

function placesOf(shifts: BlockShifts, field: DisplacementField): Places {
  const node = new Int32Array(shifts.count);
  const weights = new Float64Array(4 * shifts.count);
  for (let i = 0; i < shifts.count; i++) {
    const u = Math.max(0, Math.min(field.columns - 1, shifts.x[i]! / field.stepX));
    const v = Math.max(0, Math.min(field.rows - 1, shifts.y[i]! / field.stepY));
    const column = Math.min(field.columns - 2, Math.floor(u));
    const row = Math.min(field.rows - 2, Math.floor(v));
    const right = u - column;
    const down = v - row;
    node[i] = row * field.columns + column;
    weights.set([(1 - down) * (1 - right), (1 - down) * right, down * (1 - right), down * right], 4 * i);
  }
  return { node, weights };
}

function at(values: Float64Array, offset: number, { node, weights }: Places, i: number, columns: number): number {
  const n = offset + node[i]!;
  return (
    weights[4 * i]! * values[n]! +
    weights[4 * i + 1]! * values[n + 1]! +
    weights[4 * i + 2]! * values[n + columns]! +
    weights[4 * i + 3]! * values[n + columns + 1]!
  );
}

interface System extends Omit<FieldTask, "counts" | "rounds"> {
  readonly trust: Float64Array;
  readonly places: Places;
}

/** Conjugate gradients on the normal equations, scaled by their diagonal; from the values given. */
function solve(params: System & { values: Float64Array }): void {
  const { values } = params;
  const n = values.length;
  const diagonal = new Float64Array(n);
  const residual = rightSide(params, diagonal);
  const product = new Float64Array(n);
  apply(params, values, product);
  let least = 0;
  for (let i = 0; i < n; i++) {
    least += residual[i]! ** 2 / diagonal[i]!;
    residual[i]! -= product[i]!;
  }
  const direction = residual.map((value, i) => value / diagonal[i]!);
  let energy = dot(residual, direction);
  const { steps, error } = effort[params.effort];
  for (let step = 0; step < steps && energy > error * least + 1e-12; step++) {
    apply(params, direction, product);
    const length = energy / dot(direction, product);
    let next = 0;
    for (let i = 0; i < n; i++) {
      values[i]! += length * direction[i]!;
      residual[i]! -= length * product[i]!;
      next += residual[i]! ** 2 / diagonal[i]!;
    }
    const keep = next / energy;
    for (let i = 0; i < n; i++) direction[i] = residual[i]! / diagonal[i]! + keep * direction[i]!;
    energy = next;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function stiffnessOf({ field, usualBend }: System): number {
  return 1 / (usualBend * field.stepX) ** 2;
}

function rightSide(system: System, diagonal: Float64Array): Float64Array {
  const { shifts, trust, field, places } = system;
  const size = field.columns * field.rows;
  const out = new Float64Array(2 * size);
  // The bending terms' own diagonal, away from the rim; only used for scaling.
  diagonal.fill(20 * stiffnessOf(system) + 1e-3);
  for (let i = 0; i < shifts.count; i++) {
    const xx = trust[i]! * shifts.precision[3 * i]!;
    const xy = trust[i]! * shifts.precision[3 * i + 1]!;
    const yy = trust[i]! * shifts.precision[3 * i + 2]!;
    const pullX = xx * shifts.shiftX[i]! + xy * shifts.shiftY[i]!;
    const pullY = xy * shifts.shiftX[i]! + yy * shifts.shiftY[i]!;
    for (let k = 0; k < 4; k++) {
      const node = places.node[i]! + (k & 1) + (k >> 1) * field.columns;
      const weight = places.weights[4 * i + k]!;
      out[node]! += weight * pullX;
      out[size + node]! += weight * pullY;
      diagonal[node]! += weight * weight * xx;
      diagonal[size + node]! += weight * weight * yy;
    }
  }
  return out;
}

/** The matrix times `values`: the blocks' precisions, bending, and a trace of ridge. */
function apply(system: System, values: Float64Array, out: Float64Array): void {
  const { shifts, trust, field, places } = system;
  const { columns, rows } = field;
  const size = columns * rows;
  for (let i = 0; i < out.length; i++) out[i] = 1e-3 * values[i]!;
  for (let i = 0; i < shifts.count; i++) {
    const vx = at(values, 0, places, i, columns);
    const vy = at(values, size, places, i, columns);
    const xx = trust[i]! * shifts.precision[3 * i]!;
    const xy = trust[i]! * shifts.precision[3 * i + 1]!;
    const yy = trust[i]! * shifts.precision[3 * i + 2]!;
    const pullX = xx * vx + xy * vy;
    const pullY = xy * vx + yy * vy;
    for (let k = 0; k < 4; k++) {
      const node = places.node[i]! + (k & 1) + (k >> 1) * columns;
      const weight = places.weights[4 * i + k]!;
      out[node]! += weight * pullX;
      out[size + node]! += weight * pullY;
    }
  }
  const stiffness = stiffnessOf(system);
  for (let offset = 0; offset < 2 * size; offset += size) bend({ values, out, offset, columns, rows, stiffness });
}

function bend(params: {
  values: Float64Array;
  out: Float64Array;
  offset: number;
  columns: number;
  rows: number;
  stiffness: number;
}): void {
  const { values, out, offset, columns, rows, stiffness } = params;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const n = offset + r * columns + c;
      if (c > 0 && c < columns - 1) {
        const curve = stiffness * (values[n - 1]! - 2 * values[n]! + values[n + 1]!);
        out[n - 1]! += curve;
        out[n]! -= 2 * curve;
        out[n + 1]! += curve;
      }
      if (r > 0 && r < rows - 1) {
        const curve = stiffness * (values[n - columns]! - 2 * values[n]! + values[n + columns]!);
        out[n - columns]! += curve;
        out[n]! -= 2 * curve;
        out[n + columns]! += curve;
      }
      if (c < columns - 1 && r < rows - 1) {
        const twist = 2 * stiffness * (values[n]! - values[n + 1]! - values[n + columns]! + values[n + columns + 1]!);
        out[n]! += twist;
        out[n + 1]! -= twist;
        out[n + columns]! -= twist;
        out[n + columns + 1]! += twist;
      }
    }
  }
}
