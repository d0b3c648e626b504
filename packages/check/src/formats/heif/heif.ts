import type { Format } from "../../format.ts";
import { latin } from "../../icc/profile.ts";
import { cleanHeif } from "./clean-heif.ts";
import { inspectHeif } from "./inspect-heif.ts";

/** Main brands of pictures in boxes (ISO/IEC 23008-12, annex B and 10; AV1 Image File Format, 6). */
const brands = /^(?:mif[12]|msf1|miaf|he(?:ic|ix|is|im|vc|vx|vs|vm)|avif|avis|avio|MA1[AB]|vvic)$/u;

/** HEIC and AVIF, still and moving. */
export const heif: Format = {
  name: "HEIC or AVIF picture",
  matches: (head) => latin(head, 4, 4) === "ftyp" && brands.test(latin(head, 8, 4)),
  inspect: inspectHeif,
  clean: cleanHeif,
};
