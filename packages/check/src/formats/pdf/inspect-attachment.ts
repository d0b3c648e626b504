import type { InspectContext } from "../../format.ts";
import { sourceOfBytes } from "../../source/byte-source.ts";
import type { PdfFile } from "./pdf-file.ts";
import { pdfTells } from "./pdf-tells.ts";
import { dictOf, isDict, isStream, type PdfValue } from "./values.ts";

/** A file specification (ISO 32000-2, 7.11.3) with the file in it. */
export async function inspectAttachment(
  file: PdfFile,
  specification: PdfValue,
  context: InspectContext,
): Promise<void> {
  const dict = dictOf(specification);
  const inside = await file.resolve(dict?.get("EF"));
  const stream = isDict(inside) ? await file.resolve(inside.get("UF") ?? inside.get("F")) : null;
  context.ask("attachments");
  context.report({ ...pdfTells.attachment, where: "attachment", cleanable: "unless-kept", keep: "attachments" });
  const bytes = isStream(stream) ? await file.decoded(stream) : null;
  if (bytes === null) context.unseen("attachment", "An attached file could not be unpacked and was not looked at.");
  else await context.inner("attachment", sourceOfBytes(bytes));
}
