import type { TreeDecoder } from "./tree-decoder.ts";

/**
 * Collects the samples around a block that it is predicted from (ITU-T H.265 clauses 8.4.4.2.1 and 8.4.4.2.2) as one line:
 * from the lowest on the left (index 0) over the corner (`2 * size`) to the rightmost above (`4 * size`). What is not
 * decoded yet takes the value of its neighbour.
 */
export function gatherReferences(d: TreeDecoder, component: number, x: number, y: number, size: number): Int32Array {
  const { frame, unitStride } = d;
  const { samples, stride, shiftX, shiftY } = frame.planes[component]!;
  const { region, unitRows } = frame;
  const line = d.scratch.references;
  const own = d.region;
  const corner = 2 * size;
  const end = 4 * size;
  // A unit of 4x4 luma samples covers so many columns and rows of this component.
  const unitWidth = 4 >> shiftX;
  const unitHeight = 4 >> shiftY;
  const unitX = (x << shiftX) >> 2;
  const unitY = (y << shiftY) >> 2;
  // Below `known` everything has its value; -1 as long as nothing was there.
  let found = false;
  let last = 0;

  const leftThere = x > 0;
  for (let i = 0; i < corner; i += unitHeight) {
    const row = unitY + (corner - i) / unitHeight - 1;
    if (leftThere && row < unitRows && region[row * unitStride + unitX - 1] === own) {
      let at = (y + corner - 1 - i) * stride + x - 1;
      if (!found) {
        line.fill(samples[at]!, 0, i);
        found = true;
      }
      for (let k = 0; k < unitHeight; k++, at -= stride) line[i + k] = samples[at]!;
      last = line[i + unitHeight - 1]!;
    } else {
      for (let k = 0; k < unitHeight; k++) line[i + k] = last;
    }
  }

  const aboveRow = (unitY - 1) * unitStride;
  const above = (y - 1) * stride + x;
  if (leftThere && y > 0 && region[aboveRow + unitX - 1] === own) {
    last = samples[above - 1]!;
    if (!found) {
      line.fill(last, 0, corner);
      found = true;
    }
  }
  line[corner] = last;

  for (let i = 0; i < corner; i += unitWidth) {
    const column = unitX + i / unitWidth;
    const to = corner + 1 + i;
    if (y > 0 && column < unitStride && region[aboveRow + column] === own) {
      const at = above + i;
      if (!found) {
        line.fill(samples[at]!, 0, to);
        found = true;
      }
      for (let k = 0; k < unitWidth; k++) line[to + k] = samples[at + k]!;
      last = line[to + unitWidth - 1]!;
    } else {
      for (let k = 0; k < unitWidth; k++) line[to + k] = last;
    }
  }
  if (!found) line.fill(1 << (d.bitDepth - 1), 0, end + 1);
  return line;
}
