import { joined } from "../../source/joined.ts";
import type { PdfPage } from "./pages.ts";
import type { PdfFile } from "./pdf-file.ts";
import { isArray, isDict, isName, isStream, type PdfDict, type PdfValue } from "./values.ts";

/**
 * The names that a page's content speaks of. Null when that can't be told: content that can't be unpacked, or forms that use the
 * page's resources for want of their own.
 */
export async function drawnNames(file: PdfFile, page: PdfPage): Promise<ReadonlySet<string> | null> {
  const contents = await file.resolve(page.dict.get("Contents"));
  const parts: Uint8Array[] = [];
  for (const part of isArray(contents) ? contents : [contents]) {
    const stream: PdfValue = await file.resolve(part);
    if (stream === null) continue;
    const bytes = isStream(stream) ? await file.decoded(stream) : null;
    if (bytes === null) return null;
    parts.push(bytes, Uint8Array.of(10));
  }
  const resources = await file.resolve(page.dict.get("Resources"));
  const pictures = isDict(resources) ? await file.resolve(resources.get("XObject")) : null;
  if (isDict(pictures) && (await hasBorrowing(file, pictures))) return null;
  const text = new TextDecoder("latin1").decode(joined(parts));
  const names = new Set<string>();
  for (const [, name = ""] of text.matchAll(/\/([^\s()<>[\]{}/%]*)/gu))
    names.add(
      name.replaceAll(/#([0-9A-Fa-f]{2})/gu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    );
  return names;
}

async function hasBorrowing(file: PdfFile, pictures: PdfDict): Promise<boolean> {
  for (const entry of pictures.values()) {
    const picture = await file.resolve(entry);
    if (isStream(picture) && isName(picture.dict.get("Subtype"), "Form") && !picture.dict.has("Resources")) return true;
  }
  return false;
}
