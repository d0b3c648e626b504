import type { KeepChoice } from "../../report/finding.ts";
import { type OfficeTell, officeTells as tells } from "../../office/office-tells.ts";
import { together } from "../../office/visitors.ts";
import { walkXml, type XmlVisitor } from "../../xml/walk-xml.ts";
import { type XmlText, writeXml } from "../../xml/xml-text.ts";
import { documentRule, type OdfWalk } from "./document-rule.ts";
import { gatherOdfFacts } from "./facts.ts";
import { odfNames } from "./namespaces.ts";
import { manifestName, type OdfFile } from "./odf-file.ts";
import { metaRule, settingsRule } from "./settings-rule.ts";
import { tableRule } from "./table-rule.ts";

/** What stays of a document, by file: new bytes, or null for as it is. */
export interface OdfKept {
  readonly kept: ReadonlyMap<string, Uint8Array | null>;
  /** Pictures, sound, fonts: files of their own. */
  readonly files: ReadonlySet<string>;
  readonly gone: readonly string[];
}

export interface OdfWalkParams {
  readonly odf: OdfFile;
  keeps(choice: KeepChoice): boolean;
  say(part: string, tell: OfficeTell, value?: string): void;
}

const texts = ["content.xml", "styles.xml", "settings.xml", "meta.xml"];

/** Walks through the document and the charts in it, and keeps what they show. @throws WhosecopyError "file-damaged". */
export async function walkOdf(params: OdfWalkParams): Promise<OdfKept> {
  const { odf } = params;
  const kept = new Map<string, Uint8Array | null>();
  const files = new Set<string>();
  const folders = [""];
  const seen = new Set(folders);
  if (odf.entries.has("mimetype")) kept.set("mimetype", null);
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    odf.budget.part();
    const used = new Set<string>();
    await walkFolder({ ...params, folder, kept, used });
    for (const name of used) {
      if (odf.entries.has(name)) {
        kept.set(name, null);
        files.add(name);
      } else if (!seen.has(`${name}/`)) {
        seen.add(`${name}/`);
        folders.push(`${name}/`);
      }
    }
  }
  if (odf.entries.has(manifestName)) kept.set(manifestName, keptManifest(await odf.text(manifestName), odf, kept));
  const gone = [...odf.entries.keys()].filter((name) => !kept.has(name));
  for (const name of gone) {
    const tell = goneTell(name);
    if (tell !== null) params.say(name, tell, name);
  }
  return { kept, files, gone };
}

async function walkFolder(
  params: OdfWalkParams & { folder: string; kept: Map<string, Uint8Array | null>; used: Set<string> },
): Promise<void> {
  const { odf, folder, kept, used, keeps } = params;
  const facts = await gatherOdfFacts(odf, folder);
  for (const local of texts) {
    const name = folder + local;
    if (!odf.entries.has(name)) continue;
    const walk: OdfWalk = {
      facts,
      used,
      keeps,
      say: (tell, value) => params.say(name, tell, value),
      fileAt: (href) => fileAt(href, folder, odf),
      isChart: (file) => /chart|formula/u.test(odf.kinds.get(`${file}/`) ?? odf.kinds.get(file) ?? ""),
    };
    const source = await odf.text(name);
    const edits = walkXml({
      text: source.text,
      names: odfNames,
      visitor: together(walk, rulesFor(local, walk)),
      budget: odf.budget,
    });
    const after = edits.apply(source.text);
    // Without its dates nothing is left of it that is needed.
    if (local === "meta.xml" && !keeps("date")) continue;
    kept.set(name, after === source.text && source.utf8 ? null : writeXml(after, source));
  }
}

function rulesFor(local: string, walk: OdfWalk): XmlVisitor[] {
  if (local === "meta.xml") return [metaRule(walk)];
  if (local === "settings.xml") return [settingsRule(walk)];
  return [documentRule(walk), tableRule(walk)];
}

function fileAt(href: string, folder: string, odf: OdfFile): string | null {
  if (/^[a-z][a-z\d+.-]*:|^\//iu.test(href)) return null;
  let plain = href;
  try {
    plain = decodeURIComponent(href);
  } catch {
    // Not escaped after all.
  }
  const path = folder.split("/").slice(0, -1);
  for (const name of plain.split("/")) {
    if (name === "..") path.pop();
    else if (name !== "" && name !== ".") path.push(name);
  }
  const name = path.join("/");
  return odf.entries.has(name) || odf.entries.has(`${name}/content.xml`) ? name : null;
}

function goneTell(name: string): OfficeTell | null {
  if (name.endsWith("meta.xml")) return null;
  if (name.startsWith("Thumbnails/")) return tells.preview;
  if (/^(?:Basic|Scripts|Dialogs)\//u.test(name)) return tells.macro;
  if (name.startsWith("META-INF/")) return tells.signature;
  if (name.startsWith("Version")) return { ...tells.changes, sentence: "Holds earlier versions of itself." };
  if (/^Configurations2\/|(?:^|\/)layout-cache$/u.test(name)) return null;
  if (name.endsWith(".rdf")) return tells.tags;
  return /^(?:Pictures|media|Media)\//u.test(name) ? tells.unused : tells.customXml;
}

/** The manifest without what went. */
function keptManifest(source: XmlText, odf: OdfFile, kept: ReadonlyMap<string, unknown>): Uint8Array | null {
  const names = [...kept.keys()];
  const edits = walkXml({
    text: source.text,
    names: odfNames,
    budget: odf.budget,
    visitor: {
      open(element) {
        if (element.name !== "manifest:file-entry") return;
        const path = element.attributes.find(({ name }) => name === "manifest:full-path")?.value ?? "";
        if (path === "/" || kept.has(path)) return;
        if (!path.endsWith("/") || !names.some((name) => name.startsWith(path))) element.fate = "drop";
      },
    },
  });
  const after = edits.apply(source.text);
  return after === source.text && source.utf8 ? null : writeXml(after, source);
}
