import type { Format } from "../../format.ts";
import { cleanMatroska } from "./clean-matroska.ts";
import { inspectMatroska } from "./inspect-matroska.ts";

/** Matroska and WebM (RFC 9559). */
export const matroska: Format = {
  name: "Matroska or WebM video",
  matches: (head) => [0x1a, 0x45, 0xdf, 0xa3].every((byte, i) => head[i] === byte),
  inspect: inspectMatroska,
  clean: cleanMatroska,
};
