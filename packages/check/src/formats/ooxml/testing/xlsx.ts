import { planted } from "../../../exif/testing/write-tiff.ts";
import { propertyLeads, propertyParts } from "./properties.ts";
import { spaces, writeOffice } from "./write-office.ts";

const kind = (name: string) => `application/vnd.openxmlformats-officedocument.spreadsheetml.${name}+xml`;
const text = (r: string, index: number) => `<c r="${r}" t="s"><v>${String(index)}</v></c>`;

/** A spreadsheet with hidden sheets and cells, another book, a pivot table with its rows, comments, connections and a chart. */
export function writeXlsx(picture: Uint8Array): Uint8Array {
  return writeOffice({
    "": { content: "", leads: [["officeDocument", "xl/workbook.xml"], ...propertyLeads] },
    ...propertyParts(picture),
    "xl/workbook.xml": {
      content: `<?xml version="1.0"?><workbook ${spaces.x} ${spaces.r} ${spaces.mc} xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"><fileSharing userName="${planted}"/><mc:AlternateContent><mc:Choice Requires="x15ac"><x15ac:absPath url="C:\\Users\\${planted}\\"/></mc:Choice></mc:AlternateContent><bookViews><workbookView activeTab="1"/></bookViews><sheets><sheet name="Hidden" sheetId="1" state="veryHidden" r:id="rId1"/><sheet name="Open" sheetId="2" r:id="rId2"/></sheets><externalReferences><externalReference r:id="rId3"/></externalReferences><definedNames><definedName name="Far">[1]Sheet1!$A$1</definedName><definedName name="Near">Hidden!$A$1</definedName><definedName name="_xlnm.Print_Area" localSheetId="1">Open!$A$1:$B$2</definedName></definedNames><customWorkbookViews><customWorkbookView name="${planted}" guid="{1}"/></customWorkbookViews><pivotCaches><pivotCache cacheId="1" r:id="rId4"/></pivotCaches></workbook>`,
      type: kind("sheet.main"),
      leads: [
        ["worksheet", "worksheets/sheet1.xml"],
        ["worksheet", "worksheets/sheet2.xml"],
        ["externalLink", "externalLinks/externalLink1.xml"],
        ["pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"],
        ["sharedStrings", "sharedStrings.xml"],
        ["connections", "connections.xml"],
        ["http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml"],
        ["calcChain", "calcChain.xml"],
        ["revisionHeaders", "revisions/revisionHeaders.xml"],
      ],
    },
    "xl/worksheets/sheet1.xml": {
      content: `<worksheet ${spaces.x}><sheetData><row r="1">${text("A1", 1)}</row></sheetData></worksheet>`,
      type: kind("worksheet"),
    },
    "xl/worksheets/sheet2.xml": {
      content: `<worksheet ${spaces.x} ${spaces.r} xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" xr:uid="{${planted}}"><cols><col min="3" max="3" hidden="1"/></cols><sheetData><row r="1">${text("A1", 0)}<c r="B1"><f>Hidden!A1</f><v>42</v></c>${text("C1", 2)}</row><row r="2" hidden="1">${text("A2", 2)}</row><row r="3"><c r="A3"><f>[1]Sheet1!$A$1*2</f><v>7</v></c></row></sheetData><customSheetViews><customSheetView guid="{1}"/></customSheetViews><dataValidations count="1"><dataValidation type="list" sqref="A1"><formula1>Hidden!$A$1:$A$9</formula1></dataValidation></dataValidations><hyperlinks><hyperlink ref="A1" r:id="rId1"/></hyperlinks><pageSetup orientation="portrait" r:id="rId2"/><drawing r:id="rId3"/><legacyDrawing r:id="rId4"/></worksheet>`,
      type: kind("worksheet"),
      leads: [
        ["hyperlink", `file:///\\\\server\\${planted}\\x.xlsx`, "External"],
        ["printerSettings", "../printerSettings/printerSettings1.bin"],
        ["drawing", "../drawings/drawing1.xml"],
        ["vmlDrawing", "../drawings/vmlDrawing1.vml"],
        ["comments", "../comments1.xml"],
        ["pivotTable", "../pivotTables/pivotTable1.xml"],
      ],
    },
    "xl/sharedStrings.xml": {
      content: `<sst ${spaces.x} count="4" uniqueCount="4"><si><t>SHOWN</t></si><si><t>UNSEEN</t></si><si><t>UNSEEN too</t></si><si><r><t>${planted}</t></r></si></sst>`,
      type: kind("sharedStrings"),
    },
    "xl/externalLinks/externalLink1.xml": {
      content: `<externalLink ${spaces.x} ${spaces.r}><externalBook r:id="rId1"/></externalLink>`,
      type: kind("externalLink"),
      leads: [["externalLinkPath", `file:///C:\\Users\\${planted}\\y.xlsx`, "External"]],
    },
    "xl/pivotCache/pivotCacheDefinition1.xml": {
      content: `<pivotCacheDefinition ${spaces.x} ${spaces.r} r:id="rId1" refreshedBy="x"><cacheSource type="worksheet"><worksheetSource ref="A1:B2" sheet="Open"/></cacheSource><cacheFields count="1"><cacheField name="PIVOT"/></cacheFields></pivotCacheDefinition>`,
      type: kind("pivotCacheDefinition"),
      leads: [["pivotCacheRecords", "pivotCacheRecords1.xml"]],
    },
    "xl/pivotCache/pivotCacheRecords1.xml": {
      content: `<pivotCacheRecords ${spaces.x}><r><s v="row"/></r></pivotCacheRecords>`,
      type: kind("pivotCacheRecords"),
    },
    "xl/pivotTables/pivotTable1.xml": {
      content: `<pivotTableDefinition ${spaces.x} name="p" cacheId="1"/>`,
      type: kind("pivotTable"),
      leads: [["pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml"]],
    },
    "xl/connections.xml": {
      content: `<connections ${spaces.x}><connection id="1" name="${planted}"/></connections>`,
      type: kind("connections"),
    },
    "xl/persons/person.xml": { content: `<x>${planted}</x>`, type: "application/vnd.ms-excel.person+xml" },
    "xl/calcChain.xml": { content: `<calcChain ${spaces.x}><c r="B1" i="2"/></calcChain>`, type: kind("calcChain") },
    "xl/revisions/revisionHeaders.xml": { content: `<headers ${spaces.x}/>`, type: kind("revisionHeaders") },
    "xl/comments1.xml": {
      content: `<comments ${spaces.x}><authors><author>x</author></authors><commentList><comment ref="A1" authorId="0"><text><t>REMARK</t></text></comment></commentList></comments>`,
      type: kind("comments"),
    },
    "xl/drawings/vmlDrawing1.vml": {
      content: `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="n"><x:ClientData ObjectType="Note"><x:Row>0</x:Row></x:ClientData></v:shape></xml>`,
    },
    "xl/drawings/drawing1.xml": {
      content: `<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" ${spaces.a} ${spaces.r}><xdr:twoCellAnchor><xdr:graphicFrame><a:graphic><a:graphicData uri="x"><c:chart ${spaces.c} r:id="rId1"/></a:graphicData></a:graphic></xdr:graphicFrame></xdr:twoCellAnchor></xdr:wsDr>`,
      type: "application/vnd.openxmlformats-officedocument.drawing+xml",
      leads: [["chart", "../charts/chart1.xml"]],
    },
    "xl/charts/chart1.xml": {
      content: `<c:chartSpace ${spaces.c}><c:ser><c:cat><c:strRef><c:f>Hidden!$A$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>SHOWN</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>Hidden!$B$1</c:f><c:numCache><c:pt idx="0"><c:v>5</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:chartSpace>`,
      type: "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    },
    "xl/printerSettings/printerSettings1.bin": { content: new TextEncoder().encode(planted) },
  });
}
