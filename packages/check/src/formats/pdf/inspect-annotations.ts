import type { InspectContext } from "../../format.ts";
import { gatherInto } from "../../report/gather.ts";
import { inspectAttachment } from "./inspect-attachment.ts";
import { annotationsOf, type PdfPage } from "./pages.ts";
import type { PdfFile } from "./pdf-file.ts";
import { pdfTells } from "./pdf-tells.ts";
import { isDict, isName, isStream, type PdfDict, textOf } from "./values.ts";

/** Kinds that are parts of the page rather than somebody's words on it. */
const structural: ReadonlySet<string> = new Set(["Link", "Widget", "Popup", "PrinterMark", "TrapNet"]);
const carrying: ReadonlySet<string> = new Set(["FileAttachment", "Sound", "Movie", "Screen", "RichMedia", "3D"]);

/** Flags of an annotation (ISO 32000-2, table 167): hidden, or not to be shown. */
const hiddenFlags = 0x02 | 0x20;

export async function inspectAnnotations(
  file: PdfFile,
  page: PdfPage,
  to: { readonly context: InspectContext; readonly where: string },
): Promise<void> {
  const { context, where } = to;
  const comments = gatherInto(context, where, "unless-kept");
  const others = gatherInto(context, where);
  const stays = gatherInto(context, where, "stays");
  for (const { dict } of await annotationsOf(file, page)) {
    context.budget.part();
    const kind = isName(dict.get("Subtype")) ? textOf(dict.get("Subtype")) : "";
    const flags = dict.get("F");
    if (typeof flags === "number" && (flags & hiddenFlags) !== 0) others.add(pdfTells.hiddenComment);
    if (kind === "FileAttachment") await inspectAttachment(file, await file.resolve(dict.get("FS")), context);
    else if (carrying.has(kind)) others.add(pdfTells.attachment);
    else if (kind === "Widget") await inspectField(file, dict, others.add);
    else if (!structural.has(kind) && !isPlainAppearance(dict)) {
      comments.add(
        pdfTells.comments,
        `${textOf(await file.resolve(dict.get("T")))} ${textOf(await file.resolve(dict.get("Contents")))}`,
      );
      context.ask("comments");
    }
    const action = await file.resolve(dict.get("A"));
    if (isDict(action)) await inspectAction(file, action, { others, stays });
    if (dict.has("AA")) others.add(pdfTells.script);
  }
  comments.flush();
  others.flush();
  stays.flush();
}

/** A stamp that a cleaned form field became: it shows something and says nothing. */
function isPlainAppearance(dict: PdfDict): boolean {
  return (
    isName(dict.get("Subtype"), "Stamp") &&
    ["T", "Contents", "NM", "M", "CreationDate", "Popup"].every((key) => !dict.has(key))
  );
}

async function inspectField(
  file: PdfFile,
  field: PdfDict,
  add: (tell: (typeof pdfTells)["signature"]) => void,
): Promise<void> {
  const type = await file.resolve(field.get("FT"));
  if (isName(type, "Sig") && field.has("V")) add(pdfTells.signature);
}

async function inspectAction(
  file: PdfFile,
  action: PdfDict,
  to: { readonly others: ReturnType<typeof gatherInto>; readonly stays: ReturnType<typeof gatherInto> },
): Promise<void> {
  const kind = textOf(action.get("S"));
  if (kind === "URI") {
    const address = textOf(await file.resolve(action.get("URI")));
    if (isWebAddress(address)) to.stays.add(pdfTells.link, address);
    else to.others.add(pdfTells.fileLink, address);
  } else if (kind === "Launch" || kind === "GoToR" || kind === "GoToE") {
    const target = await file.resolve(action.get("F"));
    to.others.add(
      pdfTells.fileLink,
      isDict(target) ? textOf(await file.resolve(target.get("F"))) : isStream(target) ? "" : textOf(target),
    );
  } else if (kind !== "GoTo" && kind !== "Named") to.others.add(pdfTells.script);
}

/** Addresses that lead to the internet and not into a computer. */
export function isWebAddress(address: string): boolean {
  return /^(?:https?:|mailto:|tel:|www\.)/iu.test(address.trim());
}
