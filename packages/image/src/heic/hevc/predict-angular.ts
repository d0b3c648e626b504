import { horizontal, vertical } from "./prediction-modes.ts";

/** intraPredAngle of modes 2 to 34 (ITU-T H.265 table 8-5), in 32nds of a sample per row or column. */
// prettier-ignore
const angles = Int8Array.of(
  32, 26, 21, 17, 13, 9, 5, 2, 0, -2, -5, -9, -13, -17, -21, -26,
  -32, -26, -21, -17, -13, -9, -5, -2, 0, 2, 5, 9, 13, 17, 21, 26, 32,
);

/** invAngle of modes 11 to 25 (table 8-6). */
// prettier-ignore
const inverseAngles = Int16Array.of(
  -4096, -1638, -910, -630, -482, -390, -315, -256, -315, -390, -482, -630, -910, -1638, -4096,
);

const firstVertical = 18;

/** Predicts along a direction (clause 8.4.4.2.6). `line` holds the references around the block, `arm` is scratch. */
export function predictAngular(
  samples: Uint16Array,
  start: number,
  stride: number,
  line: Int32Array,
  arm: Int32Array,
  params: { log2: number; mode: number; smoothEdges: boolean; bitDepth: number },
): void {
  const { log2, mode } = params;
  const size = 1 << log2;
  const corner = 2 * size;
  const angle = angles[mode - 2]!;
  const upright = mode >= firstVertical;
  // The arm that is projected lies above for upright directions, else on the left; `direction` walks it from the corner.
  const direction = upright ? 1 : -1;
  const zero = 32;
  for (let i = 0; i <= size; i++) arm[zero + i] = line[corner + direction * i]!;
  if (angle < 0) {
    const last = (size * angle) >> 5;
    if (last < -1) {
      const inverse = inverseAngles[mode - 11]!;
      // Beyond the corner the other arm is projected onto this one.
      for (let i = -1; i >= last; i--) arm[zero + i] = line[corner - direction * ((i * inverse + 128) >> 8)]!;
    }
  } else {
    for (let i = size + 1; i <= 2 * size; i++) arm[zero + i] = line[corner + direction * i]!;
  }
  const across = upright ? stride : 1;
  const along = upright ? 1 : stride;
  for (let k = 0, to = start; k < size; k++, to += across) {
    const offset = (k + 1) * angle;
    const from = zero + 1 + (offset >> 5);
    const part = offset & 31;
    if (part === 0) {
      for (let i = 0, at = to; i < size; i++, at += along) samples[at] = arm[from + i]!;
    } else {
      const rest = 32 - part;
      let near = arm[from]!;
      for (let i = 0, at = to; i < size; i++, at += along) {
        const far = arm[from + i + 1]!;
        samples[at] = (rest * near + part * far + 16) >> 5;
        near = far;
      }
    }
  }
  if ((mode === vertical || mode === horizontal) && params.smoothEdges) {
    smoothFirstLine(samples, start, across, line, { corner, direction, size, max: (1 << params.bitDepth) - 1 });
  }
}

/** Lets the first line beside the other arm follow that arm (equations 8-60 and 8-68). */
function smoothFirstLine(
  samples: Uint16Array,
  start: number,
  across: number,
  line: Int32Array,
  params: { corner: number; direction: number; size: number; max: number },
): void {
  const { corner, direction, size, max } = params;
  const base = line[corner + direction]!;
  const origin = line[corner]!;
  for (let k = 0, at = start; k < size; k++, at += across) {
    const value = base + ((line[corner - direction * (k + 1)]! - origin) >> 1);
    samples[at] = value < 0 ? 0 : value > max ? max : value;
  }
}
