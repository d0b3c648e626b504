import type { CleanContext } from "../../format.ts";
import { CleanRefused } from "../../refusal.ts";
import { type ByteSource, partOf, sourceOfBytes } from "../../source/byte-source.ts";
import { type Piece, sourceOfPieces } from "../../source/pieces.ts";
import { filtersOf } from "./filters.ts";
import { isWebAddress } from "./inspect-annotations.ts";
import {
  actionKeys,
  drawingKeys,
  layerKeys,
  linkKeys,
  markKeys,
  namedKeys,
  outlineKeys,
  pageKeys,
  settingKeys,
  structureKeys,
} from "./kept-keys.ts";
import { nameTreeEntries } from "./name-tree.ts";
import { createObjects, type NewObjects } from "./new-objects.ts";
import { annotationsOf, type PdfPage, pagesOf } from "./pages.ts";
import { openPdf, type PdfFile } from "./pdf-file.ts";
import { drawnNames } from "./drawn-names.ts";
import {
  dictOf,
  isArray,
  isDict,
  isName,
  isRef,
  isStream,
  isString,
  type PdfDict,
  type PdfValue,
  textOf,
} from "./values.ts";

// [Note: a PDF is written anew] Taking things out of a PDF leaves them in the file, or somewhere that a reader still finds. So a new
// one is written: from the pages on, only what they need to be drawn, by lists of keys; whatever no page leads to never gets there. What
// is drawn keeps its bytes: content streams, fonts and pictures are stretches of the original.

/** What a copied value is part of, and so which keys of a dictionary count. */
type Part = "drawing" | "names" | "structure" | "outline" | "action" | "link" | "mark" | "setting" | "layer";

const keysOf: Readonly<Record<Exclude<Part, "names">, ReadonlySet<string>>> = {
  drawing: drawingKeys,
  structure: structureKeys,
  outline: outlineKeys,
  action: actionKeys,
  link: linkKeys,
  mark: markKeys,
  setting: settingKeys,
  layer: layerKeys,
};

const deepest = 200;

interface Copying {
  readonly file: PdfFile;
  readonly context: CleanContext;
  readonly objects: NewObjects;
  /** New numbers of pages, by the numbers they had. */
  readonly pages: ReadonlyMap<number, number>;
  /** New numbers of annotations that are kept. */
  readonly annotations: Map<number, number>;
  /** New numbers by part and old number. */
  readonly copied: Map<string, number>;
  /** Work put off, so that long chains don't fill the stack. */
  readonly waiting: (() => Promise<void>)[];
}

export async function cleanPdf(source: ByteSource, context: CleanContext): Promise<readonly Piece[]> {
  const file = await openPdf(source, context.budget);
  if (file.encrypted)
    throw new CleanRefused(
      "This PDF is protected. Open it with its password, save it without protection, then clean that.",
    );
  const old = await pagesOf(file, context.budget);
  const objects = createObjects();
  const catalog = objects.take();
  const tree = objects.take();
  const pages = new Map<number, number>();
  const numbers = old.map(({ number }) => {
    const own = objects.take();
    if (number !== null) pages.set(number, own);
    return own;
  });
  const copying: Copying = { file, context, objects, pages, annotations: new Map(), copied: new Map(), waiting: [] };
  for (const [i, page] of old.entries()) await copyPage(copying, page, { own: numbers[i]!, tree });
  objects.put(tree, dict({ Type: { name: "Pages" }, Kids: numbers.map((ref) => ({ ref })), Count: numbers.length }));
  objects.put(catalog, await copyCatalog(copying, tree));
  for (let work = copying.waiting.pop(); work !== undefined; work = copying.waiting.pop()) await work();
  return objects.write(catalog);
}

const dict = (entries: Readonly<Record<string, PdfValue>>): PdfDict => new Map(Object.entries(entries));

async function copyCatalog(copying: Copying, tree: number): Promise<PdfDict> {
  const { file, context } = copying;
  const { catalog } = file;
  const out = new Map(dict({ Type: { name: "Catalog" }, Pages: { ref: tree } }));
  for (const key of ["PageLabels", "PageLayout", "PageMode", "ViewerPreferences", "Lang", "MarkInfo"]) {
    const value = catalog.get(key);
    if (value !== undefined && !isName(value, "UseAttachments")) out.set(key, await copy(copying, value, "setting", 0));
  }
  const layers = catalog.get("OCProperties");
  if (layers !== undefined) out.set("OCProperties", await copy(copying, layers, "layer", 0));
  for (const [key, part] of [
    ["Outlines", "outline"],
    ["StructTreeRoot", "structure"],
  ] as const) {
    const value = catalog.get(key);
    if (value !== undefined) out.set(key, await copy(copying, value, part, 0));
  }
  const destinations = await copyDestinations(copying);
  if (destinations !== null) out.set("Dests", destinations);
  const opens = await file.resolve(catalog.get("OpenAction"));
  if (isArray(opens)) out.set("OpenAction", await copy(copying, opens, "action", 0));
  if (context.keeps("attachments")) {
    const files = await keptAttachments(copying);
    if (files.length > 0) out.set("Names", dict({ EmbeddedFiles: dict({ Names: files }) }));
  }
  return out;
}

/** Named places, of both kinds, in the older form: a dictionary by name (ISO 32000-2, 12.3.2.4). */
async function copyDestinations(copying: Copying): Promise<PdfValue> {
  const { file, context } = copying;
  const out = new Map<string, PdfValue>();
  const put = async (name: string, value: PdfValue) => {
    const place = await file.resolve(value);
    const target = isDict(place) ? await file.resolve(place.get("D")) : place;
    if (isArray(target)) out.set(name, await copy(copying, target, "action", 0));
  };
  const older = await file.resolve(file.catalog.get("Dests"));
  if (isDict(older)) for (const [name, value] of older) await put(name, value);
  const names = await file.resolve(file.catalog.get("Names"));
  if (isDict(names))
    for (const [name, value] of await nameTreeEntries(file, names.get("Dests"), context.budget))
      await put(latinOf(await file.resolve(name)), value);
  return out.size === 0 ? null : { ref: copying.objects.add(out) };
}

function latinOf(value: PdfValue): string {
  return isString(value) ? Array.from(value.string, (byte) => String.fromCharCode(byte)).join("") : textOf(value);
}

async function copyPage(
  copying: Copying,
  page: PdfPage,
  to: { readonly own: number; readonly tree: number },
): Promise<void> {
  const { objects, file, context } = copying;
  const out = new Map(dict({ Type: { name: "Page" }, Parent: { ref: to.tree } }));
  const drawn = await drawnNames(file, page);
  for (const [key, value] of page.dict) {
    if (!pageKeys.has(key)) continue;
    if (key === "Resources") {
      const resources = await file.resolve(value);
      if (isDict(resources)) out.set(key, await copyResources(copying, resources, drawn));
    } else out.set(key, await copy(copying, value, "drawing", 0));
  }
  const annotations: PdfValue[] = [];
  for (const annotation of await annotationsOf(file, page)) {
    context.budget.part();
    const kept = await copyAnnotation(copying, annotation.dict);
    if (kept === null) continue;
    const own = objects.add(kept);
    if (annotation.number !== null) copying.annotations.set(annotation.number, own);
    annotations.push({ ref: own });
  }
  if (annotations.length > 0) out.set("Annots", annotations);
  objects.put(to.own, out);
}

/** Pictures that this page does not draw are often left over from pages that were deleted. */
async function copyResources(
  copying: Copying,
  resources: PdfDict,
  drawn: ReadonlySet<string> | null,
): Promise<PdfDict> {
  const out = new Map<string, PdfValue>();
  for (const [key, value] of resources) {
    if (!drawingKeys.has(key)) continue;
    const inside = await copying.file.resolve(value);
    if (key === "XObject" && drawn !== null && isDict(inside)) {
      const kept = [...inside].filter(([name]) => drawn.has(name));
      out.set(key, await copy(copying, new Map(kept), "names", 0));
    } else out.set(key, await copy(copying, value, namedKeys.has(key) ? "names" : "drawing", 0));
  }
  return out;
}

async function copyAnnotation(copying: Copying, annotation: PdfDict): Promise<PdfDict | null> {
  const { file, context } = copying;
  const kind = textOf(annotation.get("Subtype"));
  const flags = annotation.get("F");
  if (typeof flags === "number" && (flags & 0x22) !== 0) return null;
  if (kind === "Link") return copyLink(copying, annotation);
  if (kind === "Widget") return copyField(copying, annotation);
  const isStamp = kind === "Stamp" && !["T", "Contents", "NM", "M"].some((key) => annotation.has(key));
  if (kind === "FileAttachment" && context.keeps("attachments")) {
    const attached = await keptAttachment(copying, await file.resolve(annotation.get("FS")));
    const out = await copyDict(copying, annotation, "mark", 0);
    return attached === null ? null : new Map([...out, ["FS", attached]]);
  }
  const words = new Set(
    "Text FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Caret Stamp Ink Redact".split(
      " ",
    ),
  );
  if (!words.has(kind) || !(isStamp || context.keeps("comments"))) return null;
  return copyDict(copying, annotation, "mark", 0);
}

async function copyLink(copying: Copying, link: PdfDict): Promise<PdfDict | null> {
  const { file } = copying;
  const out = new Map<string, PdfValue>();
  for (const [key, value] of link) {
    if (!linkKeys.has(key)) continue;
    if (key === "A") {
      const action = await file.resolve(value);
      const kept = isDict(action) ? await copyAction(copying, action) : null;
      if (kept === null) return null;
      out.set("A", kept);
    } else out.set(key, await copy(copying, value, key === "Dest" ? "action" : "link", 0));
  }
  return out.has("A") || out.has("Dest") ? out : null;
}

async function copyAction(copying: Copying, action: PdfDict): Promise<PdfValue> {
  const kind = textOf(action.get("S"));
  const web = kind === "URI" && isWebAddress(textOf(await copying.file.resolve(action.get("URI"))));
  if (!web && kind !== "GoTo" && kind !== "Named") return null;
  return copyDict(copying, action, "action", 0);
}

/** A field becomes what it looks like: the page stays the same, and there is no data behind it. */
async function copyField(copying: Copying, field: PdfDict): Promise<PdfDict | null> {
  const { file } = copying;
  const looks = await file.resolve(field.get("AP"));
  let shown = isDict(looks) ? looks.get("N") : undefined;
  const states = await file.resolve(shown);
  if (isDict(states)) shown = states.get(textOf(await file.resolve(field.get("AS"))));
  if (shown === undefined || !isStream(await file.resolve(shown))) return null;
  const look = await copy(copying, shown, "drawing", 0);
  const rect = await copy(copying, field.get("Rect") ?? null, "drawing", 0);
  // Printed, locked and not to be changed (table 167).
  return dict({
    Type: { name: "Annot" },
    Subtype: { name: "Stamp" },
    Rect: rect,
    F: 0x4 | 0x40 | 0x80 | 0x200,
    AP: dict({ N: look }),
  });
}

/** A value with everything it leads to, as far as it belongs to a part. */
async function copy(copying: Copying, value: PdfValue, part: Part, depth: number): Promise<PdfValue> {
  if (depth > deepest) return null;
  if (isRef(value)) return copyReference(copying, value.ref, part);
  if (isArray(value)) {
    const items: PdfValue[] = [];
    for (const item of value) items.push(await copy(copying, item, part, depth + 1));
    return items;
  }
  if (isDict(value)) {
    const named = part === "names" && !["Type", "PatternType", "ShadingType"].some((key) => value.has(key));
    return named
      ? copyNamed(copying, value, depth)
      : copyDict(copying, value, part === "names" ? "drawing" : part, depth);
  }
  return value;
}

async function copyReference(copying: Copying, ref: number, part: Part): Promise<PdfValue> {
  const { file, objects, copied, waiting, context } = copying;
  const page = copying.pages.get(ref);
  if (page !== undefined) return { ref: page };
  const annotation = copying.annotations.get(ref);
  if (annotation !== undefined) return { ref: annotation };
  const key = `${part} ${String(ref)}`;
  const known = copied.get(key);
  if (known !== undefined) return { ref: known };
  context.budget.part();
  const value = await file.object(ref);
  // Pages that are not shown, and annotations that are not kept, must not come along by a back door.
  const type = dictOf(value)?.get("Type");
  if (
    value === null ||
    isName(type, "Page") ||
    isName(type, "Pages") ||
    isName(type, "Catalog") ||
    isName(type, "Annot")
  )
    return null;
  if (!isDict(value) && !isStream(value) && !isArray(value)) return value;
  const own = objects.take();
  copied.set(key, own);
  waiting.push(async () => {
    if (isStream(value)) await copyStream(copying, value, own);
    else objects.put(own, await copy(copying, value, part, 0));
  });
  return { ref: own };
}

async function copyNamed(copying: Copying, value: PdfDict, depth: number): Promise<PdfDict> {
  const out = new Map<string, PdfValue>();
  for (const [name, entry] of value) out.set(name, await copy(copying, entry, "drawing", depth + 1));
  return out;
}

async function copyDict(
  copying: Copying,
  value: PdfDict,
  part: Exclude<Part, "names">,
  depth: number,
): Promise<PdfDict> {
  const { file } = copying;
  const out = new Map<string, PdfValue>();
  // A part of a page that is gone has its words in the structure still.
  const pageOf = value.get("Pg");
  if (part === "structure" && isRef(pageOf) && !copying.pages.has(pageOf.ref)) return out;
  for (const [key, entry] of value) {
    if (key === "RoleMap" && part === "structure") {
      const roles = await file.resolve(entry);
      if (isDict(roles)) out.set(key, new Map([...roles].filter(([, role]) => isName(role))));
    } else if (key === "A" && part === "structure") {
      const layout = await copyLayout(copying, entry);
      if (layout !== null) out.set(key, layout);
    } else if (key === "A" && part !== "link") {
      const action = await file.resolve(entry);
      const kept = isDict(action) ? await copyAction(copying, action) : null;
      if (kept !== null) out.set(key, kept);
    } else if (keysOf[part].has(key)) {
      if (entry !== null) out.set(key, await copy(copying, entry, partBelow(part, key), depth + 1));
    }
  }
  return out;
}

function partBelow(part: Part, key: string): Part {
  if (part === "drawing" && namedKeys.has(key)) return "names";
  if (part === "mark" && (key === "N" || key === "R" || key === "D" || key === "AP"))
    return key === "AP" ? "mark" : "names";
  if (part === "outline" && key === "Dest") return "action";
  return part;
}

/** How lists and tables are laid out, which screen readers use; other attributes are programs' own. */
async function copyLayout(copying: Copying, value: PdfValue): Promise<PdfValue> {
  const { file } = copying;
  const attributes = await file.resolve(value);
  const list = isArray(attributes) ? attributes : [attributes];
  const kept: PdfDict[] = [];
  for (const entry of list) {
    const one = await file.resolve(entry);
    const owner = isDict(one) ? textOf(one.get("O")) : "";
    if (isDict(one) && ["Layout", "List", "Table"].includes(owner))
      kept.push(new Map([...one].filter(([, plain]) => !isRef(plain) && !isString(plain))));
  }
  return kept.length === 0 ? null : kept.length === 1 ? kept[0]! : kept;
}

async function copyStream(copying: Copying, stream: PdfValue, own: number): Promise<void> {
  if (!isStream(stream)) return;
  const { file, objects, context } = copying;
  const out = new Map(await copyDict(copying, stream.dict, "drawing", 0));
  for (const key of ["Filter", "DecodeParms"]) {
    const value = stream.dict.get(key);
    if (isRef(value)) out.set(key, await copy(copying, await file.resolve(value), "drawing", 0));
  }
  const filters = filtersOf(out);
  let raw: Piece = { from: file.source, offset: file.prefix + stream.offset, length: stream.length };
  if (filters.length === 1 && filters[0] === "DCTDecode") {
    const cleaned = await context.inner("picture", partOf(file.source, file.prefix + stream.offset, stream.length));
    if (cleaned !== null) raw = { bytes: await wholeOfPieces(cleaned) };
  }
  objects.putStream(own, out, raw);
}

async function wholeOfPieces(pieces: readonly Piece[]): Promise<Uint8Array> {
  const source = sourceOfPieces(pieces);
  return source.read(0, source.size);
}

async function keptAttachments(copying: Copying): Promise<PdfValue[]> {
  const { file, context } = copying;
  const names = await file.resolve(file.catalog.get("Names"));
  const out: PdfValue[] = [];
  for (const [name, value] of await nameTreeEntries(
    file,
    isDict(names) ? names.get("EmbeddedFiles") : null,
    context.budget,
  )) {
    const kept = await keptAttachment(copying, await file.resolve(value));
    if (kept !== null) out.push(await file.resolve(name), kept);
  }
  return out;
}

/** An attached file, cleaned where that is known; its name and nothing else about it. */
async function keptAttachment(copying: Copying, specification: PdfValue): Promise<PdfValue> {
  const { file, objects, context } = copying;
  const own = dictOf(specification);
  const inside = await file.resolve(own?.get("EF"));
  const stream = isDict(inside) ? await file.resolve(inside.get("UF") ?? inside.get("F")) : null;
  const bytes = isStream(stream) ? await file.decoded(stream) : null;
  if (own === undefined || bytes === null) return null;
  const cleaned = await context.inner("attachment", sourceOfBytes(bytes));
  const data = cleaned === null ? bytes : await wholeOfPieces(cleaned);
  const embedded = objects.take();
  objects.putStream(embedded, dict({ Type: { name: "EmbeddedFile" } }), { bytes: data });
  const name = await file.resolve(own.get("UF") ?? own.get("F"));
  const out = dict({ Type: { name: "Filespec" }, F: name, UF: name, EF: dict({ F: { ref: embedded } }) });
  return { ref: objects.add(out) };
}
