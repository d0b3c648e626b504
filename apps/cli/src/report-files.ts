import { access, mkdir } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { WhosecopyError } from "@whosecopy/protocol";
import { writeWhole } from "./write-whole.ts";

/** Where a report is written: the page, and the picture beside it. */
export interface ReportFiles {
  readonly page: string;
  readonly picture: string;
}

/**
 * Chooses the files of a report: `FILE.html` and `FILE.png`, or `report.html` and `report.png` in a folder. Asked before the trace, which
 * counts: a place that can't be used should not cost one.
 *
 * @throws WhosecopyError "bad-input" when one is there already, unless `force`
 */
export async function reportFiles(place: string, force: boolean): Promise<ReportFiles> {
  const isPage = /^\.html?$/i.test(extname(place));
  const stem = isPage ? place.slice(0, -extname(place).length) : join(place, "report");
  const files = { page: isPage ? place : `${stem}.html`, picture: `${stem}.png` };
  for (const path of force ? [] : Object.values(files)) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) throw new WhosecopyError("bad-input", `${path} is there already; --force writes over it`);
  }
  await mkdir(dirname(files.page), { recursive: true });
  return files;
}

/** Only for the eyes of whoever traced: a report names people. */
const reportMode = 0o600;

export async function writeReport(
  files: ReportFiles,
  report: { readonly page: string; readonly picture: Uint8Array },
): Promise<void> {
  await writeWhole(files.picture, report.picture, reportMode);
  await writeWhole(files.page, report.page, reportMode);
}
