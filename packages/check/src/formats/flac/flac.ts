import type { Format } from "../../format.ts";
import { id3v2Length } from "../../id3/id3-file.ts";
import { latin } from "../../icc/profile.ts";
import { cleanFlac } from "./clean-flac.ts";
import { inspectFlac } from "./inspect-flac.ts";

/** FLAC in its own container (RFC 9639). */
export const flac: Format = {
  name: "FLAC sound",
  async matches(head, file) {
    const tag = await id3v2Length(file, 0);
    return latin(tag === 0 ? head : await file.read(tag, 4), 0, 4) === "fLaC";
  },
  inspect: inspectFlac,
  clean: cleanFlac,
};
