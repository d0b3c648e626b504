import type { Format } from "../../format.ts";
import { findDirectory } from "../../zip/find-directory.ts";
import { cleanZip } from "./clean-zip.ts";
import { inspectZip } from "./inspect-zip.ts";

/** ZIP archives (APPNOTE 6.3.10), also those with something before them. */
export const zip: Format = {
  name: "ZIP archive",
  async matches(head, file) {
    if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5 || head[2] === 0x30)) return true;
    return (await findDirectory(file)) !== null;
  },
  inspect: inspectZip,
  clean: cleanZip,
};
