import type { CleanContext } from "../../format.ts";
import { CleanRefused } from "../../refusal.ts";
import { type ByteSource, sourceOfBytes } from "../../source/byte-source.ts";
import type { Piece } from "../../source/pieces.ts";
import { archivePieces, type NewEntry, newEntry, sameEntry } from "../../zip/write-zip.ts";
import { cleanEntry } from "../zip/clean-zip.ts";
import { makeCrops, type MadeCrop, noCrops } from "./crops/plan.ts";
import { contentTypesName, openPackage } from "./package.ts";
import { mainPartOf, walkPackage } from "./walk-package.ts";

/** A new package of the parts that are needed to show the document, each with what it tells taken out. */
export async function cleanOoxml(file: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const { budget } = context;
  const pack = await openPackage(file, budget);
  const main = mainPartOf(await pack.relationships(""));
  if (pack.contentType(main).includes("sheet.binary"))
    throw new CleanRefused("Binary spreadsheets can't be cleaned here. Save it as .xlsx, then clean that.");
  const silent = { pack, main, keeps: context.keeps, say: () => undefined, unseen: () => undefined };
  const first = noCrops();
  let walk = await walkPackage({ ...silent, crops: first });
  let made: readonly MadeCrop[] = [];
  if (first.asked.length > 0) {
    const crops = await makeCrops(first.asked, pack, context);
    made = [...crops.made.values()];
    if (made.length > 0) walk = await walkPackage({ ...silent, crops });
  }
  const entries: NewEntry[] = [];
  // The list of kinds comes first, as programs that read while they load expect.
  const order = [contentTypesName, ...[...pack.entries.keys()].filter((part) => part !== contentTypesName)];
  for (const part of order) {
    const change = walk.kept.get(part);
    const entry = pack.entries.get(part);
    if (change === undefined || entry === undefined) continue;
    budget.part();
    const { archive } = pack;
    const name = entry.name.replaceAll("\\", "/").replace(/^\/+/u, "");
    if (change !== null) entries.push(await newEntry({ name, content: [{ bytes: change }], stored: false, budget }));
    else if (walk.files.has(part)) entries.push(await cleanEntry({ archive, entry, name, context }));
    else entries.push(sameEntry(archive, entry, name));
  }
  for (const { name, bytes } of made) {
    const content = (await context.inner(name, sourceOfBytes(bytes))) ?? [{ bytes }];
    entries.push(await newEntry({ name, content, stored: false, budget }));
  }
  return archivePieces(entries.map((entry) => ({ ...entry, mode: 0o100644 })));
}
