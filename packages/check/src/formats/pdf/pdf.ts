import type { Format } from "../../format.ts";
import { cleanPdf } from "./clean-pdf.ts";
import { inspectPdf } from "./inspect-pdf.ts";

/** PDF (ISO 32000-2). The mark may stand a little into the file, as readers allow. */
export const pdf: Format = {
  name: "PDF document",
  matches: (head) => new TextDecoder("latin1").decode(head.subarray(0, 1_029)).includes("%PDF-"),
  inspect: inspectPdf,
  clean: cleanPdf,
};
