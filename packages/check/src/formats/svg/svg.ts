import type { Format } from "../../format.ts";
import { decodeXml, scanXml } from "../../xmp/xml-scan.ts";
import { inspectSvg } from "./inspect-svg.ts";

/** SVG drawings (SVG 2). Looked at, not cleaned: which names in a drawing matter to how it looks can't be told by a list. */
export const svg: Format = {
  name: "SVG drawing",
  matches(head) {
    const text = decodeXml(head);
    if (!/^[\s\uFEFF]*</u.test(text)) return false;
    for (const token of scanXml(text)) if (token.kind === "open") return /^(?:\w+:)?svg$/u.test(token.name);
    return false;
  },
  inspect: inspectSvg,
  refusal: "SVG drawings can't be cleaned here. Export the drawing as PNG and send that.",
};
