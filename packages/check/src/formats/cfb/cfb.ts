import type { Format } from "../../format.ts";
import { inspectCompound } from "./inspect-compound.ts";

/** Word, Excel and PowerPoint files of before 2007, and Outlook messages ([MS-CFB]). */
export const cfb: Format = {
  name: "older Office document",
  matches: (head) => [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1].every((byte, i) => head[i] === byte),
  inspect: inspectCompound,
  refusal:
    "Documents of this older kind can't be cleaned here. Open it, save it as .docx, .xlsx or .pptx (or as a PDF), then clean that.",
};
