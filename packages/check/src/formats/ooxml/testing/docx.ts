import { planted } from "../../../exif/testing/write-tiff.ts";
import { propertyLeads, propertyParts } from "./properties.ts";
import { spaces, writeOffice } from "./write-office.ts";

const kind = (name: string) => `application/vnd.openxmlformats-officedocument.wordprocessingml.${name}+xml`;
const who = `w:author="${planted}" w:date="2020-02-02T00:00:00Z"`;
const run = (text: string) => `<w:r w:rsidR="00AA11BB"><w:t>${text}</w:t></w:r>`;

/** A text with changes, comments, hidden words, links to files, a control, a macro and an embedded file. */
export function writeDocx(picture: Uint8Array): Uint8Array {
  const body = [
    `<w:p w14:paraId="11112222" w:rsidR="00AA11BB" w:rsidRDefault="00AA11BB"><w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>${run("SHOWN")}</w:p>`,
    `<w:p><w:ins w:id="1" ${who}>${run("INSERTED")}</w:ins><w:del w:id="2" ${who}><w:r><w:delText>${planted}</w:delText></w:r></w:del></w:p>`,
    `<w:p><w:pPr><w:rPr><w:del w:id="3" ${who}/></w:rPr><w:pPrChange w:id="4" ${who}><w:pPr/></w:pPrChange></w:pPr><w:del w:id="5" ${who}><w:r><w:delText>${planted}</w:delText></w:r></w:del></w:p>`,
    `<w:p><w:moveFrom w:id="6" ${who}>${run(planted)}</w:moveFrom><w:moveTo w:id="7" ${who}>${run("moved")}</w:moveTo></w:p>`,
    `<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:trPr><w:del w:id="8" ${who}/></w:trPr><w:tc><w:p>${run(planted)}</w:p></w:tc></w:tr></w:tbl>`,
    `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>${planted}</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Secret"/></w:rPr><w:t>${planted}</w:t></w:r></w:p>`,
    `<w:p><w:commentRangeStart w:id="0"/>${run("marked")}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>`,
    `<w:p><w:hyperlink r:id="rId9">${run("to a file")}</w:hyperlink><w:hyperlink r:id="rId10">${run("to the web")}</w:hyperlink></w:p>`,
    `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INCLUDEPICTURE "C:\\Users\\${planted}\\x.png" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`,
    `<w:p><w:smartTag w:uri="x" w:element="PersonName"><w:smartTagPr><w:attr w:name="${planted}" w:val="x"/></w:smartTagPr>${run("tagged")}</w:smartTag><w:permStart w:id="9" w:ed="${planted}"/><w:permEnd w:id="9"/></w:p>`,
    `<w:sdt><w:sdtPr><w:dataBinding w:xpath="/${planted}" w:storeItemID="{1}"/></w:sdtPr><w:sdtContent><w:p>${run("bound")}</w:p></w:sdtContent></w:sdt>`,
    `<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="${planted}.jpg" descr="C:\\Users\\${planted}\\a.jpg"/><a:graphic><a:graphicData uri="x"><pic:pic><pic:nvPicPr><pic:cNvPr id="2" name="Picture"/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId4" r:link="rId11"><a:extLst><a:ext uri="{BEBA8EAE-BF5A-486C-A8C5-ECC9F3942E4B}"><a14:imgProps><a14:imgLayer r:embed="rId12"/></a14:imgProps></a:ext></a:extLst></a:blip></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`,
    `<w:p><w:r><w:object><v:shape o:gfxdata="${planted}"><v:imagedata r:id="rId4" o:title="${planted}"/></v:shape><o:OLEObject Type="Embed" r:id="rId6"/><w:control r:id="rId7" w:name="${planted}"/></w:object></w:r></w:p>`,
    `<w:p foo:id="${planted}">${run("end")}</w:p><foo:bar>${planted}</foo:bar><!-- ${planted} --><w:sectPr w:rsidR="00AA11BB"/>`,
  ];
  const more = `xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:foo="urn:foo" mc:Ignorable="w14 foo"`;
  return writeOffice({
    "": { content: "", leads: [["officeDocument", "word/document.xml"], ...propertyLeads] },
    ...propertyParts(picture),
    "word/document.xml": {
      content: `<?xml version="1.0"?><w:document ${spaces.w} ${spaces.w14} ${spaces.a} ${spaces.r} ${spaces.mc} ${more}><w:body>${body.join("")}</w:body></w:document>`,
      type: kind("document.main"),
      leads: [
        ["styles", "styles.xml"],
        ["settings", "settings.xml"],
        ["comments", "comments.xml"],
        ["image", "media/image1.png"],
        ["http://schemas.microsoft.com/office/2011/relationships/people", "people.xml"],
        ["oleObject", "embeddings/oleObject1.bin"],
        ["control", "activeX/activeX1.xml"],
        ["http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin"],
        ["hyperlink", `file:///C:/Users/${planted}/x.docx`, "External"],
        ["hyperlink", "https://example.org/", "External"],
        ["image", `https://example.org/${planted}.png`, "External"],
        ["http://schemas.microsoft.com/office/2007/relationships/hdphoto", "media/hdphoto1.wdp"],
        ["printerSettings", "printerSettings1.bin"],
      ],
    },
    "word/styles.xml": {
      content: `<w:styles ${spaces.w}><w:style w:type="character" w:styleId="Secret"><w:rsid w:val="00AA11BB"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>`,
      type: kind("styles"),
    },
    "word/settings.xml": {
      content: `<w:settings ${spaces.w} ${spaces.r}><w:attachedTemplate r:id="rId1"/><w:trackRevisions/><w:rsids><w:rsidRoot w:val="00AA11BB"/></w:rsids><w:docVars><w:docVar w:name="x" w:val="${planted}"/></w:docVars><w:mailMerge><w:query w:val="${planted}"/></w:mailMerge></w:settings>`,
      type: kind("settings"),
      leads: [["attachedTemplate", `file:///C:/Users/${planted}/t.dotm`, "External"]],
    },
    "word/comments.xml": {
      content: `<w:comments ${spaces.w}><w:comment w:id="0" ${who}><w:p>${run("REMARK")}</w:p></w:comment></w:comments>`,
      type: kind("comments"),
    },
    "word/people.xml": {
      content: `<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:person w15:author="${planted}"/></w15:people>`,
      type: kind("people"),
    },
    "word/media/image1.png": { content: picture },
    "word/media/hdphoto1.wdp": { content: picture, type: "image/vnd.ms-photo" },
    "word/embeddings/oleObject1.bin": { content: new TextEncoder().encode(planted) },
    "word/activeX/activeX1.xml": { content: `<ax>${planted}</ax>`, type: "application/vnd.ms-office.activeX+xml" },
    "word/vbaProject.bin": { content: new TextEncoder().encode(planted), type: "application/vnd.ms-office.vbaProject" },
    "word/printerSettings1.bin": { content: new TextEncoder().encode(planted) },
  });
}
