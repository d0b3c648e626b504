import type { Format } from "../../format.ts";
import { cleanPng } from "./clean-png.ts";
import { inspectPng } from "./inspect-png.ts";

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** PNG and APNG (PNG specification, third edition). */
export const png: Format = {
  name: "PNG picture",
  matches: (head) => signature.every((byte, i) => head[i] === byte),
  inspect: inspectPng,
  clean: cleanPng,
};
