import { utf8 } from "@whosecopy/protocol";
import { escapeXml } from "../../../xml/xml-text.ts";
import { buildZip } from "../../../zip/testing/build-zip.ts";

/** A part of a document made for a test: text or bytes, its kind, and what it leads to. */
export interface TestPart {
  readonly content: string | Uint8Array;
  /** Content type; none for what goes by its ending. */
  readonly type?: string;
  /** Type's last word (or all of it), target, and "External" where it is outside; numbered rId1 and on. */
  readonly leads?: readonly (readonly [type: string, target: string, mode?: "External"])[];
}

const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const special: Readonly<Record<string, string>> = {
  "core-properties": "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
  thumbnail: "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
  origin: "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin",
};

const endings: Readonly<Record<string, string>> = {
  rels: "application/vnd.openxmlformats-package.relationships+xml",
  xml: "application/xml",
  png: "image/png",
  jpeg: "image/jpeg",
  bin: "application/octet-stream",
  vml: "application/vnd.openxmlformats-officedocument.vmlDrawing",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** A package of parts; "" stands for the package itself. */
export function writeOffice(parts: Readonly<Record<string, TestPart>>): Uint8Array {
  const files: { name: string; bytes: Uint8Array }[] = [];
  const overrides: string[] = [];
  for (const [name, { content, type, leads = [] }] of Object.entries(parts)) {
    if (name !== "") files.push({ name, bytes: typeof content === "string" ? utf8(content) : content });
    if (type !== undefined) overrides.push(`<Override PartName="/${name}" ContentType="${type}"/>`);
    if (leads.length === 0) continue;
    const lines = leads.map(([word, target, mode], i) => {
      const full = word.includes("://") ? word : (special[word] ?? `${office}/${word}`);
      return `<Relationship Id="rId${String(i + 1)}" Type="${full}" Target="${escapeXml(target)}"${mode === undefined ? "" : ` TargetMode="${mode}"`}/>`;
    });
    const slash = name.lastIndexOf("/") + 1;
    files.push({
      name: `${name.slice(0, slash)}_rels/${name.slice(slash)}.rels`,
      bytes: utf8(
        `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${lines.join("")}</Relationships>`,
      ),
    });
  }
  const defaults = Object.entries(endings).map(([end, type]) => `<Default Extension="${end}" ContentType="${type}"/>`);
  const types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${defaults.join("")}${overrides.join("")}</Types>`;
  return buildZip([...files, { name: "[Content_Types].xml", bytes: utf8(types) }]);
}

export const spaces = {
  w: `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`,
  w14: `xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"`,
  p: `xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"`,
  p14: `xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"`,
  a: `xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"`,
  r: `xmlns:r="${office}"`,
  x: `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`,
  mc: `xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`,
  c: `xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"`,
} as const;
