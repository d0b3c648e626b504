import { predictAngular } from "./predict-angular.ts";
import { dc, planar } from "./prediction-modes.ts";
import { gatherReferences } from "./reference-samples.ts";
import { smoothReferences } from "./smooth-references.ts";
import type { TreeDecoder } from "./tree-decoder.ts";

/** Writes the intra prediction (ITU-T H.265 clause 8.4.4.2) of the block at that position of the component. */
export function predictIntra(
  d: TreeDecoder,
  component: number,
  x: number,
  y: number,
  log2: number,
  mode: number,
): void {
  const { samples, stride } = d.frame.planes[component]!;
  const line = smoothReferences(d, gatherReferences(d, component, x, y, 1 << log2), { component, log2, mode });
  const at = y * stride + x;
  const smoothEdges = component === 0 && log2 < 5;
  if (mode === planar) predictPlanar(samples, at, stride, line, log2);
  else if (mode === dc) predictDc(samples, at, stride, line, log2, smoothEdges);
  else predictAngular(samples, at, stride, line, d.scratch.line, { log2, mode, smoothEdges, bitDepth: d.bitDepth });
}

/** Clause 8.4.4.2.4. */
function predictPlanar(samples: Uint16Array, start: number, stride: number, line: Int32Array, log2: number): void {
  const size = 1 << log2;
  const corner = 2 * size;
  const right = line[corner + 1 + size]!;
  const bottom = line[size - 1]!;
  for (let y = 0, row = start; y < size; y++, row += stride) {
    const left = line[corner - 1 - y]!;
    const constant = (y + 1) * bottom + size;
    const fromAbove = size - 1 - y;
    for (let x = 0; x < size; x++) {
      const sum = (size - 1 - x) * left + (x + 1) * right + fromAbove * line[corner + 1 + x]! + constant;
      samples[row + x] = sum >> (log2 + 1);
    }
  }
}

/** Clause 8.4.4.2.5. */
function predictDc(
  samples: Uint16Array,
  start: number,
  stride: number,
  line: Int32Array,
  log2: number,
  smoothEdges: boolean,
): void {
  const size = 1 << log2;
  const corner = 2 * size;
  let sum = size;
  for (let i = 1; i <= size; i++) sum += line[corner - i]! + line[corner + i]!;
  const mean = sum >> (log2 + 1);
  for (let y = 0, row = start; y < size; y++, row += stride) samples.fill(mean, row, row + size);
  if (!smoothEdges) return;
  samples[start] = (line[corner - 1]! + 2 * mean + line[corner + 1]! + 2) >> 2;
  for (let i = 1; i < size; i++) {
    samples[start + i] = (line[corner + 1 + i]! + 3 * mean + 2) >> 2;
    samples[start + i * stride] = (line[corner - 1 - i]! + 3 * mean + 2) >> 2;
  }
}
