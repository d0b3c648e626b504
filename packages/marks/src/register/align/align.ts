import { type Luma, resizeLuma } from "@whosecopy/image";
import { warpToReference } from "../../trace/warp.ts";
import { type DisplacementField, displacementAt, flatField, scaleField } from "../displacement-field.ts";
import { compose, type Homography, localScale, mapPoint, scaling } from "../homography.ts";
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

/** How far blocks are searched for at the coarsest level, in its pixels; the second time nearer. Then at the next finer level. */
const reaches = [[7, 3], [3]] as const;

/** Pixels of a level along the leak's border that don't count: filters do odd things there. */
const inset = 3;

/** Fits at each finer level. */
const fitsPerLevel = 2;

/**
 * Makes a rough map exact, coarse to fine: blocks of the reference are looked for near where the map puts them, the map follows
 * them, and a smooth field takes up what no plane map can. Covered parts and parts that show something else are left out.
 * @param params.finePixels of the reference that the leak shows, at the finest level: more is a little more exact and slower.
 */
export function align(params: {
  reference: Luma;
  leak: Luma;
  homography: Homography;
  finePixels: number;
}): Alignment | null {
  const { reference, leak } = params;
  const view = viewOf(params);
  if (view === null) return null;
  let alignment: Alignment = {
    homography: params.homography,
    field: flatField(reference.width, reference.height),
  };
  const finest = Math.min(1, view.scale, Math.sqrt(params.finePixels / view.pixels));
  const coarsest = Math.min(finest, Math.sqrt(coarsePixels / view.pixels));
  const doublings = Math.round(Math.log2(finest / coarsest));
  for (let k = doublings; k >= 0; k--) {
    const level = levelOf({ reference, leak, shrink: finest / 2 ** k, scale: view.scale });
    for (const reach of reaches[doublings - k] ?? []) {
      const shifts = searchShifts(level.gradients, level.warp(alignment), reach);
      const next = follow({ alignment, level, shifts, bending: reach !== reaches[0][0] });
      if (next === null) return null;
      alignment = next;
    }
    for (let fit = 0; fit < fitsPerLevel; fit++) {
      const shifts = fitShifts(level.gradients, level.warp(alignment));
      alignment = follow({ alignment, level, shifts, bending: true }) ?? alignment;
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

function levelOf(params: { reference: Luma; leak: Luma; shrink: number; scale: number }): Level {
  const { reference, leak, shrink, scale } = params;
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
