import { type Luma, resizeLuma } from "@whosecopy/image";
import { warpToReference } from "../../trace/warp.ts";
import { type DisplacementField, displacementAt, flatField, scaleField } from "../displacement-field.ts";
import { compose, type Homography, invert, localScale, mapPoint, scaling } from "../homography.ts";
import { planeOf } from "../plane.ts";
import { type BlockShifts } from "./blocks.ts";
import { fitField } from "./fit-field.ts";
import { fitPlane } from "./fit-plane.ts";
import { fitShifts } from "./fit-shifts.ts";
import { type Gradients, gradientsOf } from "./gradients.ts";
import { searchShifts } from "./search-shifts.ts";

/** Where the reference lies in a leak. */
export interface Alignment {
  readonly homography: Homography;
  readonly field: DisplacementField;
}

/** Pixels of the reference that the leak shows, at the coarsest level. */
const coarsePixels = 26_000;

/** The same where the map comes from here, and is known to be nearly exact. */
const knownPixels = 100_000;

/** Leaks smaller than the reference are looked at this much larger than they are: blocks would else be too few. */
const grown = 1.6;

/** How far blocks are searched for at the coarsest level, in its pixels; the second time nearer. Then at the next finer level. */
const reaches = [[7, 3], [3]] as const;

/** Pixels of a level along the leak's border that don't count: filters do odd things there. More where it is decided. */
const insets = { coarse: 3, finest: 6 } as const;

/** Fits at each level at most, and the movement, in its pixels, at which no further one is needed. */
const mostFits = 5;
const settled = 0.06;

/**
 * Makes a rough map exact, coarse to fine: blocks of the reference are looked for near where the map puts them, the map follows
 * them, and a smooth field takes up what no plane map can. Covered parts and parts that show something else are left out.
 * @param params.field when the map was made here before, at fewer pixels: if it is flat, nothing is searched for again.
 * @param params.finePixels of the reference that the leak shows, at the finest level: more is a little more exact and slower.
 */
export function align(params: {
  reference: Luma;
  leak: Luma;
  homography: Homography;
  field?: DisplacementField | undefined;
  finePixels: number;
}): Alignment | null {
  const { reference, leak } = params;
  const view = viewOf(params);
  if (view === null) return null;
  let alignment: Alignment = {
    homography: params.homography,
    field: flatField(reference.width, reference.height),
  };
  // What is bent may be more so than was seen at fewer pixels.
  const known = params.field?.dx.every((value) => value === 0) === true;
  const finest = Math.min(1, grown * view.scale, Math.sqrt(params.finePixels / view.pixels));
  const coarsest = Math.min(finest, Math.sqrt((known ? knownPixels : coarsePixels) / view.pixels));
  const doublings = Math.round(Math.log2(finest / coarsest));
  for (let k = doublings; k >= 0; k--) {
    const level = levelOf({
      reference,
      leak,
      shrink: finest / 2 ** k,
      scale: view.scale,
      inset: k > 0 ? insets.coarse : insets.finest,
    });
    for (const reach of known ? [] : (reaches[doublings - k] ?? [])) {
      const shifts = searchShifts(level.gradients, level.warp(alignment), reach);
      const next = follow({ alignment, level, shifts, bending: reach !== reaches[0][0] });
      if (next === null) return null;
      alignment = next;
    }
    for (let fit = 0; fit < mostFits; fit++) {
      const shifts = fitShifts(level.gradients, level.warp(alignment));
      const next = follow({ alignment, level, shifts, bending: true });
      if (next === null) break;
      const moved = movement(alignment, next, reference) * level.factorX;
      alignment = next;
      if (moved < settled) break;
    }
  }
  return alignment;
}

/** How much of the reference a map puts into the leak, in pixels of the reference, and the leak's scale there. */
function viewOf(params: { reference: Luma; leak: Luma; homography: Homography }) {
  const { reference, leak, homography } = params;
  const steps = 24;
  let seen = 0;
  let logScale = 0;
  for (let j = 0; j < steps; j++) {
    for (let i = 0; i < steps; i++) {
      const x = ((i + 0.5) * reference.width) / steps;
      const y = ((j + 0.5) * reference.height) / steps;
      const [u, v] = mapPoint(homography, x, y);
      if (!(u >= 0 && v >= 0 && u < leak.width && v < leak.height)) continue;
      const scale = localScale(homography, x, y);
      if (!(scale > 0)) return null;
      seen++;
      logScale += Math.log(scale);
    }
  }
  if (seen === 0) return null;
  const pixels = (seen / steps ** 2) * reference.width * reference.height;
  return { pixels, scale: Math.exp(logScale / seen) };
}

/** How far apart two alignments lie, in pixels of the reference: a high mark of the parts of the picture. */
function movement(a: Alignment, b: Alignment, { width, height }: Luma): number {
  const steps = 8;
  const back = invert(a.homography);
  const moved = new Float64Array(steps ** 2);
  for (let i = 0; i < moved.length; i++) {
    const x = (((i % steps) + 0.5) * width) / steps;
    const y = ((Math.floor(i / steps) + 0.5) * height) / steps;
    const [ax, ay] = displacementAt(a.field, x, y);
    const [bx, by] = displacementAt(b.field, x, y);
    const [u, v] = mapPoint(back, ...mapPoint(b.homography, x + bx, y + by));
    moved[i] = Math.hypot(u - x - ax, v - y - ay);
  }
  return moved.sort()[Math.floor(0.9 * moved.length)]!;
}

/** Both pictures at one size. */
interface Level {
  readonly gradients: Gradients;
  readonly width: number;
  readonly height: number;
  /** Pixels of the level per pixel of the reference. */
  readonly factorX: number;
  readonly factorY: number;
  warp(alignment: Alignment): ReturnType<typeof warpToReference>;
}

function levelOf(params: { reference: Luma; leak: Luma; shrink: number; scale: number; inset: number }): Level {
  const { reference, leak, shrink, scale, inset } = params;
  const small = resized(reference, shrink);
  const smallLeak = resized(leak, shrink / scale);
  const { width, height } = small;
  const factorX = width / reference.width;
  const factorY = height / reference.height;
  const fromSmall = scaling(1 / factorX, 1 / factorY);
  const toSmallLeak = scaling(smallLeak.width / leak.width, smallLeak.height / leak.height);
  return {
    gradients: gradientsOf(planeOf(small)),
    width,
    height,
    factorX,
    factorY,
    warp: ({ homography, field }) =>
      warpToReference({
        leak: smallLeak,
        homography: compose(toSmallLeak, compose(homography, fromSmall)),
        field: scaleField(field, factorX, factorY),
        width,
        height,
        inset,
      }),
  };
}

function resized(plane: Luma, factor: number): Luma {
  if (factor > 0.95) return plane;
  return resizeLuma(plane, {
    width: Math.max(1, Math.round(plane.width * factor)),
    height: Math.max(1, Math.round(plane.height * factor)),
  });
}

/** The alignment that follows the shifts found; null when they are too few. */
function follow(params: {
  alignment: Alignment;
  level: Level;
  shifts: BlockShifts;
  bending: boolean;
}): Alignment | null {
  const { alignment, level, bending } = params;
  const shifts = inReference(params.shifts, level, alignment.field);
  const width = level.width / level.factorX;
  const height = level.height / level.factorY;
  const plane = fitPlane(shifts, width, height);
  if (plane === null) return null;
  const homography = compose(alignment.homography, plane.map);
  if (!bending) return { homography, field: alignment.field };
  const rest = withoutPlane(shifts, plane.map);
  const field = fitField({ shifts: rest, field: alignment.field, width, height });
  return { homography, field };
}

/** Shifts in pixels of the reference, counted from the plane map alone. */
function inReference(shifts: BlockShifts, level: Level, field: DisplacementField): BlockShifts {
  const { factorX, factorY } = level;
  const x = shifts.x.map((value) => (value + 0.5) / factorX - 0.5);
  const y = shifts.y.map((value) => (value + 0.5) / factorY - 0.5);
  const shiftX = new Float64Array(shifts.count);
  const shiftY = new Float64Array(shifts.count);
  for (let i = 0; i < shifts.count; i++) {
    const [dx, dy] = displacementAt(field, x[i]!, y[i]!);
    shiftX[i] = shifts.shiftX[i]! / factorX + dx;
    shiftY[i] = shifts.shiftY[i]! / factorY + dy;
  }
  const precision = shifts.precision.map((value) => value * factorX * factorY);
  return { count: shifts.count, x, y, shiftX, shiftY, precision };
}

/** What is left of the shifts when a plane map has been followed. */
function withoutPlane(shifts: BlockShifts, map: Homography): BlockShifts {
  const shiftX = new Float64Array(shifts.count);
  const shiftY = new Float64Array(shifts.count);
  for (let i = 0; i < shifts.count; i++) {
    const [px, py] = mapPoint(map, shifts.x[i]!, shifts.y[i]!);
    shiftX[i] = shifts.x[i]! + shifts.shiftX[i]! - px;
    shiftY[i] = shifts.y[i]! + shifts.shiftY[i]! - py;
  }
  return { ...shifts, shiftX, shiftY };
}
