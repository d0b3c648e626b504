import type { Luma } from "@whosecopy/image";
import { planeOf } from "../plane.ts";
import { describe, descriptorLength, mirrorDescriptor, orientationsOf } from "./describe.ts";
import { findKeyPoints, type KeyPoint } from "./key-points.ts";
import { type Octave, scaleSpace } from "./scale-space.ts";

/** Points of a picture that look like nothing else around, with what they look like. */
export interface Features {
  readonly count: number;
  /** Pixels of the picture. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Size (sigma, pixels) and direction (radians). */
  readonly sigma: Float32Array;
  readonly angle: Float32Array;
  /** `descriptorLength` bytes each. */
  readonly descriptors: Uint8Array;
}

/** Cells per side in which features are chosen evenly: a crop of a dull part must have its share. */
const cellsPerSide = 8;

interface Described {
  readonly x: number;
  readonly y: number;
  readonly sigma: number;
  readonly angle: number;
  readonly descriptor: Uint8Array;
}

/**
 * Features that keep their looks when a picture is scaled, turned, re-lit or compressed (SIFT; its patent ended in 2020).
 * @param most about how many at the picture's own scale; half as many at half of it, and so on, so that small leaks find enough.
 */
export function findFeatures(picture: Luma, most: number): Features {
  const found: Described[] = [];
  for (const octave of scaleSpace(planeOf(picture))) {
    const { width, height } = octave.levels[0]!;
    const quota = Math.max(150, Math.round(most / (2 * Math.sqrt(octave.step))));
    for (const point of evenly(findKeyPoints(octave), { width, height, most: quota }))
      describePoint(octave, point, found);
  }
  return packed(found);
}

function describePoint(octave: Octave, point: KeyPoint, found: Described[]): void {
  const plane = octave.levels[point.level]!;
  for (const angle of orientationsOf(plane, point)) {
    const descriptor = new Uint8Array(descriptorLength);
    describe({ plane, point, angle, out: descriptor, offset: 0 });
    const { step } = octave;
    found.push({ x: point.x * step, y: point.y * step, sigma: point.sigma * step, angle, descriptor });
  }
}

/** The strongest points; each part of the picture may fill its share first. */
function evenly(points: KeyPoint[], params: { width: number; height: number; most: number }): KeyPoint[] {
  const { width, height, most } = params;
  if (points.length <= most) return points;
  const strongest = points.toSorted((a, b) => b.response - a.response);
  const share = Math.ceil((0.7 * most) / cellsPerSide ** 2);
  const taken = new Uint16Array(cellsPerSide ** 2);
  const chosen: KeyPoint[] = [];
  const others: KeyPoint[] = [];
  for (const point of strongest) {
    const cell =
      Math.floor((point.y * cellsPerSide) / height) * cellsPerSide + Math.floor((point.x * cellsPerSide) / width);
    if (taken[cell]! < share) {
      taken[cell]!++;
      chosen.push(point);
    } else others.push(point);
  }
  return [...chosen, ...others].slice(0, most);
}

function packed(found: readonly Described[]): Features {
  const descriptors = new Uint8Array(found.length * descriptorLength);
  found.forEach(({ descriptor }, i) => {
    descriptors.set(descriptor, i * descriptorLength);
  });
  return {
    count: found.length,
    x: Float32Array.from(found, ({ x }) => x),
    y: Float32Array.from(found, ({ y }) => y),
    sigma: Float32Array.from(found, ({ sigma }) => sigma),
    angle: Float32Array.from(found, ({ angle }) => angle),
    descriptors,
  };
}

/** What the features of a picture become when it is mirrored left to right, without looking at it again. */
export function mirrorFeatures(features: Features, width: number): Features {
  const descriptors = new Uint8Array(features.descriptors.length);
  for (let i = 0; i < features.count; i++) mirrorDescriptor(features.descriptors, descriptors, i * descriptorLength);
  return {
    ...features,
    x: features.x.map((x) => width - 1 - x),
    angle: features.angle.map((angle) => Math.PI - angle),
    descriptors,
  };
}
