import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../budget.ts";
import { type ByteSource, readExactly } from "../../source/byte-source.ts";
import { attributeOf, isGone, walkXml } from "../../xml/walk-xml.ts";
import { readXml, type XmlText } from "../../xml/xml-text.ts";
import type { ZipArchive, ZipEntry } from "../../zip/archive.ts";
import { contentOf, whyClosed } from "../../zip/entry-content.ts";
import { openZip } from "../../zip/open-zip.ts";
import { ooxmlNames } from "./namespaces.ts";

/** A relationship (ECMA-376 part 2, 6.5) from one part to another, or to something outside. */
export interface Relationship {
  readonly id: string;
  /** The last word of its type. */
  readonly type: string;
  /** The part's name in lower case, or the address of something outside. */
  readonly target: string;
  readonly external: boolean;
}

/** A package of parts (Open Packaging Conventions). Names of parts are compared in lower case. */
export interface OfficePackage {
  readonly archive: ZipArchive;
  readonly budget: Budget;
  readonly entries: ReadonlyMap<string, ZipEntry>;
  contentType(part: string): string;
  content(part: string): Promise<ByteSource>;
  text(part: string): Promise<XmlText>;
  /** "" for those of the package itself. */
  relationships(part: string): Promise<readonly Relationship[]>;
}

export const contentTypesName = "[content_types].xml";

export function relationshipsName(part: string): string {
  const slash = part.lastIndexOf("/") + 1;
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
}

/** @throws WhosecopyError "file-damaged". */
export async function openPackage(file: ByteSource, budget: Budget): Promise<OfficePackage> {
  const archive = await openZip(file, budget);
  const entries = new Map<string, ZipEntry>();
  for (const entry of archive.entries) {
    const name = entry.name.replaceAll("\\", "/").replace(/^\/+/u, "").toLowerCase();
    if (!name.endsWith("/") && !entries.has(name)) entries.set(name, entry);
  }
  const content = async (part: string): Promise<ByteSource> => {
    const entry = entries.get(part);
    if (entry === undefined || whyClosed(entry) !== null)
      throw new WhosecopyError("file-damaged", "a part of the document is missing or closed");
    return contentOf(archive, entry, budget);
  };
  const text = async (part: string): Promise<XmlText> => {
    const source = await content(part);
    return readXml(await readExactly(source, 0, source.size, 256e6));
  };
  const types = readContentTypes((await text(contentTypesName)).text, budget);
  return {
    archive,
    budget,
    entries,
    contentType: (part) => types.overrides.get(part) ?? types.defaults.get(part.slice(part.lastIndexOf(".") + 1)) ?? "",
    content,
    text,
    async relationships(part) {
      const name = relationshipsName(part);
      return entries.has(name) ? readRelationships((await text(name)).text, part, budget) : [];
    },
  };
}

function readContentTypes(text: string, budget: Budget) {
  const defaults = new Map<string, string>();
  const overrides = new Map<string, string>();
  const open = (element: Parameters<typeof attributeOf>[0]) => {
    const type = attributeOf(element, "ContentType") ?? "";
    if (element.name === "ct:Default") defaults.set((attributeOf(element, "Extension") ?? "").toLowerCase(), type);
    if (element.name === "ct:Override")
      overrides.set((attributeOf(element, "PartName") ?? "").replace(/^\//u, "").toLowerCase(), type);
  };
  walkXml({ text, names: ooxmlNames, visitor: { open }, budget });
  return { defaults, overrides };
}

function readRelationships(text: string, part: string, budget: Budget): Relationship[] {
  const found: Relationship[] = [];
  walkXml({
    text,
    names: ooxmlNames,
    budget,
    visitor: {
      open(element) {
        if (element.name !== "rel:Relationship" || isGone(element)) return;
        const raw = attributeOf(element, "Target") ?? "";
        const external = attributeOf(element, "TargetMode") === "External";
        const type = attributeOf(element, "Type") ?? "";
        found.push({
          id: attributeOf(element, "Id") ?? "",
          type: type.slice(type.lastIndexOf("/") + 1),
          target: external ? raw : resolveTarget(raw, part),
          external,
        });
      },
    },
  });
  return found;
}

function resolveTarget(target: string, part: string): string {
  const path = target.replaceAll("\\", "/").replace(/[#?].*$/u, "");
  let plain = path;
  try {
    plain = decodeURIComponent(path);
  } catch {
    // Not escaped after all.
  }
  const folders = plain.startsWith("/") ? [] : part.split("/").slice(0, -1);
  for (const name of plain.split("/")) {
    if (name === "..") folders.pop();
    else if (name !== "" && name !== ".") folders.push(name);
  }
  return folders.join("/").toLowerCase();
}
