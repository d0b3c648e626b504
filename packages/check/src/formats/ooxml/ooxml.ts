import { type Budget, createBudget } from "../../budget.ts";
import type { Format } from "../../format.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { WhosecopyError } from "@whosecopy/protocol";
import { cleanOoxml } from "./clean-ooxml.ts";
import { inspectOoxml } from "./inspect-ooxml.ts";
import { openZip } from "../../zip/open-zip.ts";
import { contentTypesName, openPackage } from "./package.ts";
import { mainPartOf } from "./walk-package.ts";

/** PPTX, DOCX and XLSX with their templates, shows and macro kinds (ECMA-376, transitional and strict). */
export const ooxml: Format = {
  name: "Office document",
  matches: async (head, file) => head[0] === 0x50 && head[1] === 0x4b && (await hasMainPart(file)),
  inspect: inspectOoxml,
  clean: cleanOoxml,
};

async function hasMainPart(file: ByteSource): Promise<boolean> {
  const budget = createBudget({ now: () => 0 });
  try {
    const pack = await openPackage(file, budget);
    const type = pack.contentType(mainPartOf(await pack.relationships("")));
    return /wordprocessingml|presentationml|spreadsheetml|ms-(?:word|powerpoint|excel)/u.test(type);
  } catch (error) {
    if (!(error instanceof WhosecopyError)) throw error;
    return looksLikeOffice(file, budget);
  }
}

/** A damaged document is said to be one, and not cleaned as an archive of unknown files. */
async function looksLikeOffice(file: ByteSource, budget: Budget): Promise<boolean> {
  try {
    const names = (await openZip(file, budget)).entries.map(({ name }) => name.toLowerCase());
    return names.includes(contentTypesName) && names.some((name) => /^(?:word|ppt|xl)\//u.test(name));
  } catch (error) {
    if (error instanceof WhosecopyError) return false;
    throw error;
  }
}
