import { planted } from "../../../exif/testing/write-tiff.ts";
import { propertyLeads, propertyParts } from "./properties.ts";
import { spaces, type TestPart, writeOffice } from "./write-office.ts";

const kind = (name: string) => `application/vnd.openxmlformats-officedocument.presentationml.${name}+xml`;
const all = `${spaces.p} ${spaces.a} ${spaces.r} ${spaces.mc} ${spaces.p14}`;
const place = (x: number) => `<a:xfrm><a:off x="${String(x)}" y="0"/><a:ext cx="100" cy="100"/></a:xfrm>`;
const words = (text: string) => `<p:txBody><a:bodyPr/><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody>`;
const shape = (id: number, text: string, more: { x?: number; hidden?: boolean } = {}) =>
  `<p:sp><p:nvSpPr><p:cNvPr id="${String(id)}" name="Box"${more.hidden === true ? ` hidden="1"` : ""}/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>${place(more.x ?? 0)}</p:spPr>${words(text)}</p:sp>`;
const picture = (id: number, more: string, name = "Picture") =>
  `<p:pic><p:nvPicPr><p:cNvPr id="${String(id)}" name="${name}"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed="rId3"/>${more}<a:stretch/></p:blipFill><p:spPr>${place(0)}</p:spPr></p:pic>`;
const slide = (inside: string, attributes = "") =>
  `<?xml version="1.0"?><p:sld ${all}${attributes}><p:cSld><p:spTree><p:nvGrpSpPr/><p:grpSpPr/>${inside}</p:spTree><p:custDataLst><p:tags r:id="rId4"/></p:custDataLst><p:extLst><p:ext uri="{BB962C8B-B14F-4D97-AF65-F5344CB8AC3E}"><p14:creationId val="77"/></p:ext><p:ext uri="{99999999-0000-0000-0000-000000000000}"><p14:x val="${planted}"/></p:ext></p:extLst></p:cSld></p:sld>`;

const object = `<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="7" name="Object"/></p:nvGraphicFramePr><p:xfrm/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/presentationml/2006/ole"><mc:AlternateContent><mc:Choice xmlns:v="urn:schemas-microsoft-com:vml" Requires="v"><p:oleObj r:id="rId5" name="${planted}"><p:embed/></p:oleObj></mc:Choice><mc:Fallback><p:oleObj r:id="rId5" name="${planted}"><p:embed/>${picture(8, "", "OBJECTPICTURE")}</p:oleObj></mc:Fallback></mc:AlternateContent></a:graphicData></a:graphic></p:graphicFrame>`;
const chart = `<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name="Chart"/></p:nvGraphicFramePr><p:xfrm/><a:graphic><a:graphicData uri="x"><c:chart ${spaces.c} r:id="rId6"/></a:graphicData></a:graphic></p:graphicFrame>`;
const links = `<p:sp><p:nvSpPr><p:cNvPr id="12" name="Link"><a:hlinkClick r:id="rId7"/></p:cNvPr></p:nvSpPr><p:spPr>${place(0)}</p:spPr><p:txBody><a:p><a:r><a:rPr><a:hlinkClick r:id="rId8" action="ppaction://hlinksldjump"/></a:rPr><a:t>jump</a:t></a:r><a:r><a:rPr><a:hlinkClick r:id="rId9"/></a:rPr><a:t>web</a:t></a:r></a:p></p:txBody></p:sp>`;

/** A presentation with notes, a hidden slide, things beside slides, a chart with its table, an embedded file and comments. */
export function writePptx(png: Uint8Array): Uint8Array {
  const parts: Record<string, TestPart> = {
    "": { content: "", leads: [["officeDocument", "ppt/presentation.xml"], ...propertyLeads] },
    ...propertyParts(png),
    "ppt/presentation.xml": {
      content: `<?xml version="1.0"?><p:presentation ${all}><p:sldIdLst><p:sldId id="256" r:id="rId1"/><p:sldId id="257" r:id="rId2"/></p:sldIdLst><p:sldSz cx="9000" cy="5000"/><p:custShowLst><p:custShow name="x" id="0"><p:sldLst><p:sld r:id="rId2"/></p:sldLst></p:custShow></p:custShowLst><p:extLst><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"><p14:sectionLst><p14:section name="${planted}"/></p14:sectionLst></p:ext></p:extLst></p:presentation>`,
      type: kind("presentation.main"),
      leads: [
        ["slide", "slides/slide1.xml"],
        ["slide", "slides/slide2.xml"],
        ["commentAuthors", "commentAuthors.xml"],
        ["viewProps", "viewProps.xml"],
        ["http://schemas.microsoft.com/office/2015/10/relationships/revisionInfo", "revisionInfo.xml"],
      ],
    },
    "ppt/slides/slide1.xml": {
      content: slide(
        shape(2, "SHOWN") +
          shape(3, planted, { x: 9_000 }) +
          shape(4, planted, { x: -100 }) +
          shape(5, planted, { hidden: true }) +
          picture(6, "", `${planted}.png`) +
          object +
          chart +
          links,
      ),
      type: kind("slide"),
      leads: [
        ["notesSlide", "../notesSlides/notesSlide1.xml"],
        ["comments", "../comments/comment1.xml"],
        ["image", "../media/image1.png"],
        ["tags", "../tags/tag1.xml"],
        ["oleObject", "../embeddings/oleObject1.bin"],
        ["chart", "../charts/chart1.xml"],
        ["hyperlink", `file:///C:\\Users\\${planted}\\x.xlsx`, "External"],
        ["slide", "slide2.xml"],
        ["hyperlink", "https://example.org/", "External"],
        ["image", "../media/left.png"],
      ],
    },
    "ppt/slides/slide2.xml": {
      content: slide(shape(2, "UNSEEN"), ` show="0"`).replace(/<p:custDataLst>.*?<\/p:custDataLst>/u, ""),
      type: kind("slide"),
    },
    "ppt/notesSlides/notesSlide1.xml": {
      content: `<p:notes ${all}><p:cSld><p:spTree>${shape(2, "NOTE")}</p:spTree></p:cSld></p:notes>`,
      type: kind("notesSlide"),
      leads: [["slide", "../slides/slide1.xml"]],
    },
    "ppt/comments/comment1.xml": {
      content: `<p:cmLst ${all}><p:cm authorId="0" dt="2020-02-02T00:00:00"><p:pos x="1" y="1"/><p:text>REMARK</p:text></p:cm></p:cmLst>`,
      type: kind("comments"),
    },
    "ppt/commentAuthors.xml": {
      content: `<p:cmAuthorLst ${all}><p:cmAuthor id="0" name="${planted}" initials="x"/></p:cmAuthorLst>`,
      type: kind("commentAuthors"),
    },
    "ppt/viewProps.xml": { content: `<p:viewPr ${all}/>`, type: kind("viewProps") },
    "ppt/revisionInfo.xml": { content: `<x>${planted}</x>`, type: "application/vnd.ms-powerpoint.revisioninfo+xml" },
    "ppt/tags/tag1.xml": {
      content: `<p:tagLst ${all}><p:tag name="X" val="${planted}"/></p:tagLst>`,
      type: kind("tags"),
    },
    "ppt/media/image1.png": { content: png },
    "ppt/media/left.png": { content: png },
    "ppt/embeddings/oleObject1.bin": { content: new TextEncoder().encode(planted) },
    "ppt/embeddings/book.xlsx": { content: new TextEncoder().encode(planted) },
    "ppt/charts/chart1.xml": {
      content: `<c:chartSpace ${spaces.c} ${spaces.r}><c:chart><c:plotArea/></c:chart><c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>`,
      type: "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
      leads: [["package", "../embeddings/book.xlsx"]],
    },
  };
  return writeOffice(parts);
}
