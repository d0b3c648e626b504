import type { Format } from "../../format.ts";
import { latin } from "../../icc/profile.ts";
import { cleanMp4 } from "./clean-mp4.ts";
import { inspectMp4 } from "./inspect-mp4.ts";

/** Boxes that old QuickTime files start with. */
const first: ReadonlySet<string> = new Set(["moov", "mdat", "wide", "free", "skip", "pnot"]);
/** Brands of other things in the same boxes: raw pictures of Canon, JPEG 2000, JPEG XL. */
const others = /^(?:crx |jp2 |jpx |jpm |mjp2|jxl |jpxb|jph )$/u;

/** MP4, MOV, M4V, M4A and 3GP (ISO/IEC 14496-12 and -14, QuickTime File Format, 3GPP TS 26.244). */
export const mp4: Format = {
  name: "MP4 or MOV video or sound",
  matches(head) {
    const type = latin(head, 4, 4);
    if (type === "ftyp") return !others.test(latin(head, 8, 4));
    return first.has(type) && head.length >= 16;
  },
  inspect: inspectMp4,
  clean: cleanMp4,
};
