import type { Format } from "../../format.ts";
import { latin } from "../../icc/profile.ts";
import { cleanGif } from "./clean-gif.ts";
import { inspectGif } from "./inspect-gif.ts";

/** GIF, still and animated (GIF87a, GIF89a). */
export const gif: Format = {
  name: "GIF picture",
  matches: (head) => latin(head, 0, 6) === "GIF89a" || latin(head, 0, 6) === "GIF87a",
  inspect: inspectGif,
  clean: cleanGif,
};
