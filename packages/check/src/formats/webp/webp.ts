import type { Format } from "../../format.ts";
import { latin } from "../../icc/profile.ts";
import { cleanWebp } from "./clean-webp.ts";
import { inspectWebp } from "./inspect-webp.ts";

/** WebP, still and animated (RFC 9649). */
export const webp: Format = {
  name: "WebP picture",
  matches: (head) => latin(head, 0, 4) === "RIFF" && latin(head, 8, 4) === "WEBP",
  inspect: inspectWebp,
  clean: cleanWebp,
};
