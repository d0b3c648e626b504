import { utf8 } from "@whosecopy/protocol";
import { planted } from "../../../exif/testing/write-tiff.ts";
import { buildZip, type TestEntry } from "../../../zip/testing/build-zip.ts";

const oasis = "urn:oasis:names:tc:opendocument:xmlns";
const spaces = [
  ...["office", "style", "text", "table", "chart", "meta", "presentation", "config", "manifest", "script"].map(
    (name) => `xmlns:${name}="${oasis}:${name}:1.0"`,
  ),
  `xmlns:draw="${oasis}:drawing:1.0" xmlns:fo="${oasis}:xsl-fo-compatible:1.0" xmlns:svg="${oasis}:svg-compatible:1.0"`,
  `xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"`,
  `xmlns:officeooo="http://openoffice.org/2009/office" xmlns:foo="urn:foo"`,
].join(" ");

const mark = `<office:annotation><dc:creator>${planted}</dc:creator><dc:date>2020-02-02T00:00:00</dc:date><text:p>REMARK</text:p></office:annotation>`;
const styles = `<office:automatic-styles><style:style style:name="T1" style:family="text"><style:text-properties text:display="none" officeooo:rsid="0012abcd"/></style:style><style:style style:name="dp1" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style><style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>`;

const bodies = {
  text: `<office:text><text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>${planted}</dc:creator></office:change-info><text:p>${planted}</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>SHOWN<text:change text:change-id="c1"/>${mark}<text:span text:style-name="T1">${planted}</text:span><text:hidden-text text:string-value="${planted}"/></text:p><text:section text:name="s" text:display="none"><text:p>${planted}</text:p></text:section><text:p><text:a xlink:href="file:///home/${planted}/x.odt">to a file</text:a><text:a xlink:href="https://example.org/">web</text:a></text:p><text:p><draw:frame draw:name="${planted}.jpg"><draw:image xlink:href="Pictures/one.png"/><svg:desc>/home/${planted}/one.png</svg:desc></draw:frame><draw:frame><draw:object xlink:href="./Object 1"/><draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame><draw:frame><draw:object xlink:href="./Object 2"/></draw:frame><draw:frame><draw:image xlink:href="https://example.org/${planted}.png"/></draw:frame></text:p><foo:bar>${planted}</foo:bar></office:text>`,
  spreadsheet: `<office:spreadsheet><table:table table:name="Open"><table:table-column/><table:table-column table:visibility="collapse"/><table:table-row><table:table-cell office:value-type="string"><text:p>SHOWN</text:p>${mark}</table:table-cell><table:table-cell office:value-type="string" office:string-value="UNSEEN"><text:p>UNSEEN</text:p></table:table-cell></table:table-row><table:table-row table:visibility="filter"><table:table-cell office:value-type="string"><text:p>UNSEEN</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell table:formula="of:=[Secret.A1]" office:value-type="float" office:value="42"><text:p>42</text:p></table:table-cell></table:table-row></table:table><table:table table:name="Secret" table:style-name="ta1"><table:table-row><table:table-cell><text:p>UNSEEN</text:p></table:table-cell></table:table-row></table:table><table:named-expressions><table:named-range table:name="n" table:cell-range-address="$Secret.$A$1"/></table:named-expressions></office:spreadsheet>`,
  presentation: `<office:presentation><draw:page draw:name="p1"><draw:frame><draw:text-box><text:p>SHOWN</text:p></draw:text-box></draw:frame>${mark}<presentation:notes><draw:frame><draw:text-box><text:p>NOTE</text:p></draw:text-box></draw:frame></presentation:notes></draw:page><draw:page draw:name="p2" draw:style-name="dp1"><draw:frame><draw:text-box><text:p>UNSEEN</text:p></draw:text-box></draw:frame></draw:page></office:presentation>`,
} as const;

/** A document with properties, printers, macros, earlier states, comments and hidden parts. */
export function writeOdf(kind: keyof typeof bodies, picture: Uint8Array): Uint8Array {
  const files: Record<string, string | Uint8Array> = {
    "content.xml": `<?xml version="1.0"?><office:document-content ${spaces}><office:scripts><office:script>${planted}</office:script></office:scripts>${styles}<office:body>${bodies[kind]}</office:body></office:document-content>`,
    "styles.xml": `<office:document-styles ${spaces}><office:styles/></office:document-styles>`,
    "meta.xml": `<office:document-meta ${spaces}><office:meta><meta:initial-creator>${planted}</meta:initial-creator><dc:creator>${planted}</dc:creator><meta:creation-date>2019-03-04T05:06:07</meta:creation-date><meta:generator>LibreOffice</meta:generator><meta:template xlink:href="/home/${planted}/t.ott"/><meta:user-defined meta:name="x">${planted}</meta:user-defined><meta:editing-cycles>9</meta:editing-cycles></office:meta></office:document-meta>`,
    "settings.xml": `<office:document-settings ${spaces}><office:settings><config:config-item-set config:name="ooo:view-settings"><config:config-item config:name="ViewId" config:type="string">${planted}</config:config-item></config:config-item-set><config:config-item-set config:name="ooo:configuration-settings"><config:config-item config:name="PrinterName" config:type="string">${planted}</config:config-item><config:config-item config:name="Rsid" config:type="int">77</config:config-item><config:config-item config:name="AddParaTableSpacing" config:type="boolean">true</config:config-item></config:config-item-set></office:settings></office:document-settings>`,
    "Pictures/one.png": picture,
    "Pictures/left.png": picture,
    "Thumbnails/thumbnail.png": picture,
    "Basic/Standard/Module1.xml": `<x>${planted}</x>`,
    "Configurations2/menubar/x.xml": `<x>${planted}</x>`,
    "META-INF/documentsignatures.xml": `<x>${planted}</x>`,
    "Object 1/content.xml": `<office:document-content ${spaces}><office:body>${planted}</office:body></office:document-content>`,
    "Object 2/content.xml": `<office:document-content ${spaces}><office:body><chart:chart xlink:href="..">KEPTCHART</chart:chart></office:body></office:document-content>`,
    "ObjectReplacements/Object 1": picture,
  };
  const type = `application/vnd.oasis.opendocument.${kind}`;
  const listed = Object.keys(files).map(
    (name) => `<manifest:file-entry manifest:full-path="${name}" manifest:media-type="text/xml"/>`,
  );
  const object = `<manifest:file-entry manifest:full-path="Object 1/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="Object 2/" manifest:media-type="application/vnd.oasis.opendocument.chart"/>`;
  files["META-INF/manifest.xml"] =
    `<manifest:manifest ${spaces}><manifest:file-entry manifest:full-path="/" manifest:media-type="${type}"/>${listed.join("")}${object}</manifest:manifest>`;
  const entries: TestEntry[] = Object.entries(files).map(([name, content]) => ({
    name,
    bytes: typeof content === "string" ? utf8(content) : content,
  }));
  return buildZip([{ name: "mimetype", bytes: utf8(type), stored: true }, ...entries]);
}
