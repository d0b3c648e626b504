import { createBudget } from "../../../budget.ts";
import { sourceOfBytes } from "../../../source/byte-source.ts";
import { openPackage, relationshipsName } from "../package.ts";

/** What a strict reader would object to: relationships to nothing, pointers to nothing, parts without a kind. */
export async function faultsOf(bytes: Uint8Array): Promise<string[]> {
  const pack = await openPackage(sourceOfBytes(bytes), createBudget({ now: () => 0 }));
  const faults: string[] = [];
  for (const part of ["", ...pack.entries.keys()]) {
    if (part.endsWith(".rels")) {
      const owner = part.replace("_rels/", "").replace(/\.rels$/u, "");
      if (owner !== "" && !pack.entries.has(owner)) faults.push(`${part} belongs to nothing`);
      continue;
    }
    if (part !== "" && part !== "[content_types].xml" && pack.contentType(part) === "")
      faults.push(`${part} has no kind`);
    const relationships = await pack.relationships(part);
    for (const { id, target, external } of relationships)
      if (!external && !pack.entries.has(target)) faults.push(`${relationshipsName(part)} ${id} leads to nothing`);
    if (!/xml|vml/u.test(pack.contentType(part)) || part === "[content_types].xml" || part === "") continue;
    const { text } = await pack.text(part);
    for (const [, id] of text.matchAll(/\s(?:r:(?:id|embed|link)|o:relid)="([^"]+)"/gu))
      if (!relationships.some((each) => each.id === id)) faults.push(`${part} points at ${id!}`);
  }
  return faults;
}
