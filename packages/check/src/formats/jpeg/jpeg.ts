import type { Format } from "../../format.ts";
import { cleanJpeg } from "./clean-jpeg.ts";
import { inspectJpeg } from "./inspect-jpeg.ts";

/** JPEG (ITU-T T.81) with everything that cameras, phones and programs put into and after it. */
export const jpeg: Format = {
  name: "JPEG picture",
  matches: (head) => head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff,
  inspect: inspectJpeg,
  clean: cleanJpeg,
};
