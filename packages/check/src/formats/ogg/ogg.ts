import type { Format } from "../../format.ts";
import { latin } from "../../icc/profile.ts";
import { cleanOgg } from "./clean-ogg.ts";
import { inspectOgg } from "./inspect-ogg.ts";

/** Ogg with Opus, Vorbis, Speex or Theora (RFC 3533, RFC 7845). */
export const ogg: Format = {
  name: "Ogg sound or video",
  matches: (head) => latin(head, 0, 4) === "OggS",
  inspect: inspectOgg,
  clean: cleanOgg,
};
