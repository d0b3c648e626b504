import { WhosecopyError } from "@whosecopy/protocol";
import { createBudget } from "../../budget.ts";
import type { Format } from "../../format.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { contentOf } from "../../zip/entry-content.ts";
import { openZip } from "../../zip/open-zip.ts";
import { cleanOdf } from "./clean-odf.ts";
import { inspectOdf } from "./inspect-odf.ts";

/** ODT, ODS, ODP, ODG and their templates (ODF 1.3). */
export const odf: Format = {
  name: "OpenDocument file",
  matches: async (head, file) => head[0] === 0x50 && head[1] === 0x4b && (await saysSo(file)),
  inspect: inspectOdf,
  clean: cleanOdf,
};

async function saysSo(file: ByteSource): Promise<boolean> {
  try {
    const budget = createBudget({ now: () => 0 });
    const archive = await openZip(file, budget);
    const entry = archive.entries.find(({ name }) => name === "mimetype");
    if (entry === undefined || entry.size > 200) return false;
    const content = await contentOf(archive, entry, budget);
    const kind = new TextDecoder().decode(await content.read(0, 200));
    return /^application\/vnd\.(?:oasis\.opendocument|sun\.xml)\./u.test(kind);
  } catch (error) {
    if (error instanceof WhosecopyError) return false;
    throw error;
  }
}
