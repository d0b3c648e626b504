import type { Luma } from "@whosecopy/image";
import { patternCoefficients } from "../pattern/coefficients.ts";
import type { Registration } from "../register/registrar.ts";
import { fitTiles } from "./fit.ts";
import { gramOf } from "./gram.ts";
import { projectTiles } from "./projections.ts";
import { type Readings, readTiles } from "./readings.ts";
import { referenceShapes, withSlopesAsSeen } from "./shapes.ts";
import { tileFrame } from "./tile-frame.ts";
import type { TraceReference } from "./trace-reference.ts";
import { warpToReference } from "./warp.ts";

/**
 * Reads the marks in a registered leak. Takes the pattern but no biases and no word: all of its result is V of protocol 3.10,
 * and may be shown to anyone who may see the leak.
 */
export function measureLeak(params: {
  leak: Luma;
  reference: TraceReference;
  registration: Registration;
  patternSeed: Uint8Array;
}): Readings {
  const { leak, reference, registration, patternSeed } = params;
  const { width, height } = reference.luma;
  const frame = tileFrame(reference.grid, width, height);
  const warped = warpToReference({ leak, ...registration, width, height });
  const shapes = withSlopesAsSeen({ shapes: referenceShapes(reference.luma), leak: warped, width, height });
  const gram = gramOf({ frame, shapes, leak: warped.data, valid: warped.valid });
  const { weights } = fitTiles({ frame, gram });
  const { projections, present } = projectTiles({ frame, shapes, weights, leak: warped.data, valid: warped.valid });
  return readTiles({
    frame,
    projections,
    present,
    amplitudes: reference.amplitudes,
    coefficients: patternCoefficients(patternSeed, reference.grid.count),
  });
}
