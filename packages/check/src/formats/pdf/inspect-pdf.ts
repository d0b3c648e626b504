import type { InspectContext } from "../../format.ts";
import { gatherInto, looksLikePath } from "../../report/gather.ts";
import { type Tell, tells } from "../../report/tells.ts";
import { partOf } from "../../source/byte-source.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { inspectXmp } from "../../xmp/inspect-xmp.ts";
import { filtersOf } from "./filters.ts";
import { inspectAttachment } from "./inspect-attachment.ts";
import { inspectAnnotations } from "./inspect-annotations.ts";
import { nameTreeEntries } from "./name-tree.ts";
import { type PdfPage, pagesOf } from "./pages.ts";
import { openPdf, type PdfFile } from "./pdf-file.ts";
import { pdfTells } from "./pdf-tells.ts";
import { reachableFrom } from "./reachable.ts";
import { dictOf, isArray, isDict, isName, isStream, type PdfDict, type PdfValue, textOf } from "./values.ts";

const infoTells: Readonly<Record<string, Tell>> = {
  Author: tells.person,
  Title: tells.description,
  Subject: tells.description,
  Keywords: tells.description,
  Creator: tells.software,
  Producer: tells.software,
  CreationDate: tells.date,
  ModDate: tells.date,
  Trapped: tells.settings,
};

/** Says what a PDF gives away. */
export async function inspectPdf(source: ByteSource, context: InspectContext): Promise<void> {
  const file = await openPdf(source, context.budget);
  if (file.prefix > 0) context.report({ ...pdfTells.prefix, where: "before the start", cleanable: "removed" });
  await inspectInfo(file, context);
  if (file.encrypted) {
    context.unseen("document", "It is protected, so that its pages, texts and pictures could not be looked at.");
    return;
  }
  const pages = await pagesOf(file, context.budget);
  await inspectHistory(file, context);
  await inspectCatalog(file, context);
  for (const [i, page] of pages.entries()) await inspectPage(file, page, { context, where: `page ${String(i + 1)}` });
  await inspectObjects(file, context);
  context.unseen("pages", "Whether text is hidden under bars or pictures on a page was not looked at.");
}

async function inspectInfo(file: PdfFile, context: InspectContext): Promise<void> {
  const info = await file.resolve(file.trailer.get("Info"));
  const gather = gatherInto(context, "document information");
  for (const [key, entry] of isDict(info) && !file.encrypted ? info : []) {
    const value = textOf(await file.resolve(entry));
    gather.add(looksLikePath(value) ? tells.path : (infoTells[key] ?? tells.otherEntries), value);
  }
  if (file.encrypted && isDict(info)) gather.add(tells.otherEntries);
  gather.flush();
  const id = file.trailer.get("ID");
  if (isArray(id)) context.report({ ...tells.uniqueId, where: "document number", cleanable: "removed" });
}

/** Earlier versions, and what nothing leads to any more. */
async function inspectHistory(file: PdfFile, context: InspectContext): Promise<void> {
  // A file made for showing while it loads has two sections from the start.
  const linearized = dictOf(await file.object(Math.min(...file.numbers)))?.has("Linearized") === true;
  if (file.replaced > 0 || (file.sections > 1 && !linearized) || file.sections > 2)
    context.report({ ...pdfTells.earlier, where: "document", cleanable: "removed" });
  const { trailer } = file;
  const starts = [trailer.get("Root"), trailer.get("Info")];
  const reached = await reachableFrom(file, starts, context.budget);
  for (const number of file.numbers) {
    if (reached.has(number)) continue;
    const value = await file.object(number);
    const kind = dictOf(value)?.get("Type");
    const structure =
      value === null || typeof value === "number" || ["XRef", "ObjStm"].some((one) => isName(kind, one));
    if (structure || dictOf(value)?.has("Linearized") === true || isHints(value)) continue;
    context.report({ ...pdfTells.orphans, where: "document", cleanable: "removed" });
    break;
  }
}

/** The hint stream of a file made for showing while it loads has offsets in it and nothing else (annex F). */
function isHints(value: PdfValue): boolean {
  return isStream(value) && value.dict.has("S") && !value.dict.has("Type") && !value.dict.has("Subtype");
}

async function inspectCatalog(file: PdfFile, context: InspectContext): Promise<void> {
  const { catalog } = file;
  const names = await file.resolve(catalog.get("Names"));
  const trees: PdfDict = isDict(names) ? names : new Map();
  for (const [, value] of await nameTreeEntries(file, trees.get("EmbeddedFiles"), context.budget))
    await inspectAttachment(file, await file.resolve(value), context);
  const scripts = await nameTreeEntries(file, trees.get("JavaScript"), context.budget);
  const opens = await file.resolve(catalog.get("OpenAction"));
  const runs = isDict(opens) && !isName(opens.get("S"), "GoTo") && opens.has("S");
  if (scripts.length > 0 || runs || catalog.has("AA"))
    context.report({ ...pdfTells.script, where: "document", cleanable: "removed" });
  const form = await file.resolve(catalog.get("AcroForm"));
  if (isDict(form)) {
    const cost = "The form can no longer be filled in; what is written in it stays visible.";
    context.report({ ...pdfTells.form, where: "form", cleanable: "removed", cost });
    if (form.has("XFA")) context.unseen("form", "A form of a newer kind (XFA) was not looked at.");
  }
  const layers = await file.resolve(catalog.get("OCProperties"));
  const usual = isDict(layers) ? await file.resolve(layers.get("D")) : null;
  if (isDict(usual)) {
    const off = await file.resolve(usual.get("OFF"));
    if ((isArray(off) && off.length > 0) || isName(usual.get("BaseState"), "OFF"))
      context.report({ ...pdfTells.layers, where: "layers", cleanable: "stays" });
  }
}

async function inspectPage(
  file: PdfFile,
  page: PdfPage,
  to: { readonly context: InspectContext; readonly where: string },
): Promise<void> {
  const { context, where } = to;
  const { dict } = page;
  if (dict.has("Thumb")) context.report({ ...pdfTells.thumbnail, where, cleanable: "removed" });
  if (dict.has("AA")) context.report({ ...pdfTells.script, where, cleanable: "removed" });
  if (dict.has("LastModified")) context.report({ ...tells.date, where, cleanable: "removed" });
  const media = await boxOf(file, dict, "MediaBox");
  const crop = await boxOf(file, dict, "CropBox");
  if (media !== null && crop !== null && media.some((side, i) => Math.abs(side - crop[i]!) > 1))
    context.report({ ...pdfTells.cropped, where, cleanable: "stays" });
  await inspectAnnotations(file, page, to);
}

async function boxOf(file: PdfFile, dict: PdfDict, key: string): Promise<readonly number[] | null> {
  const box = await file.resolve(dict.get(key));
  if (!isArray(box) || box.length !== 4) return null;
  const sides: number[] = [];
  for (const side of box) {
    const value = await file.resolve(side);
    if (typeof value !== "number") return null;
    sides.push(value);
  }
  return [
    Math.min(sides[0]!, sides[2]!),
    Math.min(sides[1]!, sides[3]!),
    Math.max(sides[0]!, sides[2]!),
    Math.max(sides[1]!, sides[3]!),
  ];
}

/** What hangs on any object: descriptions, working data of programs, pictures. */
async function inspectObjects(file: PdfFile, context: InspectContext): Promise<void> {
  let [programs, pictures] = [false, 0];
  for (const number of file.numbers) {
    context.budget.part();
    const value = await file.object(number);
    const dict = dictOf(value);
    if (dict === undefined) continue;
    programs ||= dict.has("PieceInfo");
    if (!isStream(value)) continue;
    if (isName(dict.get("Type"), "Metadata") && isName(dict.get("Subtype"), "XML")) {
      const xml = await file.decoded(value);
      if (xml === null) context.unseen("XMP", "A description could not be unpacked and was not looked at.");
      else await inspectXmp(xml, context, "XMP");
    }
    if (!isName(dict.get("Subtype"), "Image")) continue;
    pictures++;
    const filters = filtersOf(dict);
    const name = `picture ${String(pictures)}`;
    if (filters.length === 1 && filters[0] === "DCTDecode")
      await context.inner(name, partOf(file.source, file.prefix + value.offset, value.length));
    else if (filters.includes("JPXDecode") || filters.includes("DCTDecode"))
      context.unseen(name, "A picture is packed in a way that could not be looked into.");
  }
  if (programs) context.report({ ...pdfTells.programs, where: "document", cleanable: "removed" });
}
