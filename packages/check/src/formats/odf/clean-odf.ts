import type { CleanContext } from "../../format.ts";
import { CleanRefused } from "../../refusal.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import type { Piece } from "../../source/pieces.ts";
import { archivePieces, type NewEntry, newEntry, sameEntry } from "../../zip/write-zip.ts";
import { cleanEntry } from "../zip/clean-zip.ts";
import { openOdf } from "./odf-file.ts";
import { walkOdf } from "./walk-odf.ts";

/** A new package of what the document shows; its kind comes first and unpacked, as the standard asks (ODF 1.3 part 2, 3.3). */
export async function cleanOdf(file: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const { budget } = context;
  const odf = await openOdf(file, budget);
  if (odf.locked)
    throw new CleanRefused("It is protected by a password. Open it, save it without one, then clean that.");
  const { archive, entries } = odf;
  const { kept, files } = await walkOdf({ odf, keeps: context.keeps, say: () => undefined });
  const out: NewEntry[] = [];
  const order = ["mimetype", ...[...entries.keys()].filter((name) => name !== "mimetype")];
  for (const name of order) {
    const change = kept.get(name);
    const entry = entries.get(name);
    if (change === undefined || entry === undefined) continue;
    budget.part();
    if (name === "mimetype")
      out.push(await newEntry({ name, content: [wholeEntry(await odf.content(name))], stored: true, budget }));
    else if (change !== null) out.push(await newEntry({ name, content: [{ bytes: change }], stored: false, budget }));
    else if (files.has(name)) out.push(await cleanEntry({ archive, entry, name, context }));
    else out.push(sameEntry(archive, entry));
  }
  return archivePieces(out.map((entry) => ({ ...entry, mode: 0o100644 })));
}

const wholeEntry = (content: ByteSource): Piece => ({ from: content, offset: 0, length: content.size });
