import type { Format } from "../../format.ts";
import { cleanTiff } from "./clean-tiff.ts";
import { inspectTiff } from "./inspect-tiff.ts";

/** TIFF 6.0 and BigTIFF, and the camera raw files that are built like them; the latter are not cleaned. */
export const tiff: Format = {
  name: "TIFF picture",
  matches: (head) =>
    (head[0] === 0x49 && head[1] === 0x49 && (head[2] === 0x2a || head[2] === 0x2b) && head[3] === 0) ||
    (head[0] === 0x4d && head[1] === 0x4d && head[2] === 0 && (head[3] === 0x2a || head[3] === 0x2b)),
  inspect: inspectTiff,
  clean: cleanTiff,
};
