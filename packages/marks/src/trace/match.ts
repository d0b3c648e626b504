import type { Luma } from "@whosecopy/image";
import { compose, invert, mapPoint, scaling } from "../register/homography.ts";
import type { Registration } from "../register/registrar.ts";
import { markFound } from "./mark-found.ts";
import type { Readings } from "./readings.ts";
import type { TraceReference } from "./trace-reference.ts";

/** Pixel position of a corner: x to the right, y down. */
export type Corner = readonly [x: number, y: number];

/** How a leak lies on the original, and how well it can be read: nothing here depends on anybody's code word. */
export interface LeakMatch {
  /** Share of the original's area that the leak shows legibly, 0 to 1. */
  readonly matchedFraction: number;
  /** How much of the mark's amplitude survived, 0 to 1; near 0 for pictures that carry none. */
  readonly markLeft: number;
  readonly mirrored: boolean;
  /** Of the original, in pixels. */
  readonly original: { readonly width: number; readonly height: number };
  /** The leak's corners (from the top left, clockwise) in pixels of the original; may lie outside of it. */
  readonly leakInOriginal: readonly Corner[];
  /** The original's corners in pixels of the leak. */
  readonly originalInLeak: readonly Corner[];
  /** Per tile, row by row. */
  readonly tiles: {
    readonly columns: number;
    readonly rows: number;
    /** Of a tile in pixels of the original; those at the right and lower edge may be smaller. */
    readonly tileWidth: number;
    readonly tileHeight: number;
    /** How well it can be read, 0 (not in the leak, or not legible) to 255. */
    readonly legibility: Uint8Array;
    /** How clearly a mark stands out around it, whosever it is, 0 to 255. */
    readonly mark: Uint8Array;
  };
}

/** Disturbance of a mode, in levels squared, at which a tile counts as half legible. */
const halfLegible = 6;

export function describeMatch(params: {
  leak: Luma;
  reference: TraceReference;
  registration: Registration;
  readings: Readings;
}): LeakMatch {
  const { leak, reference, registration, readings } = params;
  const { grid, luma } = reference;
  const toReference = scaling(luma.width / grid.width, luma.height / grid.height);
  const toLeak = compose(registration.homography, toReference);
  const toOriginal = invert(toLeak);
  const legibility = Uint8Array.from(readings.noise, (noise) =>
    noise < 0 ? 0 : Math.round((255 * halfLegible) / (halfLegible + noise)),
  );
  const legible = legibility.reduce((count, value) => count + (value >= 128 ? 1 : 0), 0);
  return {
    matchedFraction: legible / grid.count,
    markLeft: readings.markLeft,
    mirrored: registration.mirrored,
    original: { width: grid.width, height: grid.height },
    leakInOriginal: corners(leak).map(([x, y]) => mapPoint(toOriginal, x, y)),
    originalInLeak: corners(grid).map(([x, y]) => mapPoint(toLeak, x, y)),
    tiles: {
      columns: grid.columns,
      rows: grid.rows,
      tileWidth: 16 * grid.tileMcusX,
      tileHeight: 16 * grid.tileMcusY,
      legibility,
      mark: markFound({ readings, ...grid }),
    },
  };
}

/** Outer corners, half a pixel outside the corner pixels' centres. */
function corners({ width, height }: { width: number; height: number }): Corner[] {
  return [
    [-0.5, -0.5],
    [width - 0.5, -0.5],
    [width - 0.5, height - 0.5],
    [-0.5, height - 0.5],
  ];
}
