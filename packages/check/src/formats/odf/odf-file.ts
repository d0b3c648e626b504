import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../budget.ts";
import { type ByteSource, readExactly } from "../../source/byte-source.ts";
import { attributeOf, type XmlElement, walkXml } from "../../xml/walk-xml.ts";
import { readXml, type XmlText } from "../../xml/xml-text.ts";
import type { ZipArchive, ZipEntry } from "../../zip/archive.ts";
import { contentOf, whyClosed } from "../../zip/entry-content.ts";
import { openZip } from "../../zip/open-zip.ts";
import { odfNames } from "./namespaces.ts";

/** An OpenDocument package (ODF 1.3 part 2): files in an archive, listed in a manifest. */
export interface OdfFile {
  readonly archive: ZipArchive;
  readonly budget: Budget;
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** What the manifest says of each file and folder. */
  readonly kinds: ReadonlyMap<string, string>;
  /** Whether it is protected by a password. */
  readonly locked: boolean;
  content(name: string): Promise<ByteSource>;
  text(name: string): Promise<XmlText>;
}

export const manifestName = "META-INF/manifest.xml";

/** @throws WhosecopyError "file-damaged". */
export async function openOdf(file: ByteSource, budget: Budget): Promise<OdfFile> {
  const archive = await openZip(file, budget);
  const entries = new Map<string, ZipEntry>();
  for (const entry of archive.entries)
    if (!entry.name.endsWith("/") && !entries.has(entry.name)) entries.set(entry.name, entry);
  const content = async (name: string): Promise<ByteSource> => {
    const entry = entries.get(name);
    if (entry === undefined || whyClosed(entry) !== null)
      throw new WhosecopyError("file-damaged", "a part of the document is missing or closed");
    return contentOf(archive, entry, budget);
  };
  const text = async (name: string): Promise<XmlText> => {
    const source = await content(name);
    return readXml(await readExactly(source, 0, source.size, 256e6));
  };
  const kinds = new Map<string, string>();
  let locked = false;
  const open = (element: XmlElement) => {
    if (element.name === "manifest:encryption-data" || element.name.endsWith("encrypted-key")) locked = true;
    if (element.name === "manifest:file-entry")
      kinds.set(attributeOf(element, "manifest:full-path") ?? "", attributeOf(element, "manifest:media-type") ?? "");
  };
  if (entries.has(manifestName))
    walkXml({ text: (await text(manifestName)).text, names: odfNames, visitor: { open }, budget });
  return { archive, budget, entries, kinds, locked, content, text };
}
