/** Prefixes for the namespaces of ECMA-376 (transitional), its strict twin, and of what Office added since. */
const office = "http://schemas.openxmlformats.org";
const strict = "http://purl.oclc.org/ooxml";
const microsoft = "http://schemas.microsoft.com/office";

const standard: Readonly<Record<string, string>> = {
  "wordprocessingml/main|2006": "w",
  "spreadsheetml/main|2006": "x",
  "presentationml/main|2006": "p",
  "drawingml/main|2006": "a",
  "drawingml/chart|2006": "c",
  "drawingml/chartDrawing|2006": "cdr",
  "drawingml/diagram|2006": "dgm",
  "drawingml/picture|2006": "pic",
  "drawingml/lockedCanvas|2006": "lc",
  "drawingml/spreadsheetDrawing|2006": "xdr",
  "drawingml/wordprocessingDrawing|2006": "wp",
  "officeDocument/relationships|2006": "r",
  "officeDocument/math|2006": "m",
  "officeDocument/bibliography|2006": "b",
  "officeDocument/customXml|2006": "ds",
  "schemaLibrary/main|2006": "sl",
};

function standardNames(): Record<string, string> {
  const names: Record<string, string> = {};
  for (const [key, prefix] of Object.entries(standard)) {
    const [path, year] = key.split("|") as [string, string];
    const [first, last] = path.split("/") as [string, string];
    names[`${office}/${first}/${year}/${last}`] = prefix;
    names[`${strict}/${path}`] = prefix;
  }
  names[`${strict}/officeDocument/relationships`] = "r";
  return names;
}

export const ooxmlNames: Readonly<Record<string, string>> = {
  ...standardNames(),
  [`${office}/package/2006/content-types`]: "ct",
  [`${office}/package/2006/relationships`]: "rel",
  [`${office}/package/2006/metadata/core-properties`]: "cp",
  [`${office}/officeDocument/2006/extended-properties`]: "ap",
  [`${strict}/officeDocument/extendedProperties`]: "ap",
  [`${office}/officeDocument/2006/custom-properties`]: "op",
  [`${strict}/officeDocument/customProperties`]: "op",
  [`${office}/officeDocument/2006/docPropsVTypes`]: "vt",
  [`${strict}/officeDocument/docPropsVTypes`]: "vt",
  [`${office}/markup-compatibility/2006`]: "mc",
  "http://purl.org/dc/elements/1.1/": "dc",
  "http://purl.org/dc/terms/": "dcterms",
  "http://www.w3.org/2001/XMLSchema-instance": "xsi",
  "http://www.w3.org/XML/1998/namespace": "xml",
  "urn:schemas-microsoft-com:vml": "v",
  "urn:schemas-microsoft-com:office:office": "o",
  "urn:schemas-microsoft-com:office:word": "w10",
  "urn:schemas-microsoft-com:office:excel": "xv",
  "urn:schemas-microsoft-com:office:powerpoint": "pv",
  // Word
  [`${microsoft}/word/2006/wordml`]: "wne",
  [`${microsoft}/word/2010/wordml`]: "w14",
  [`${microsoft}/word/2012/wordml`]: "w15",
  [`${microsoft}/word/2010/wordprocessingDrawing`]: "wp14",
  [`${microsoft}/word/2010/wordprocessingShape`]: "wps",
  [`${microsoft}/word/2010/wordprocessingGroup`]: "wpg",
  [`${microsoft}/word/2010/wordprocessingCanvas`]: "wpc",
  // Drawings and charts
  [`${microsoft}/drawing/2008/diagram`]: "dsp",
  [`${microsoft}/drawing/2010/main`]: "a14",
  [`${microsoft}/drawing/2012/main`]: "a15",
  [`${microsoft}/drawing/2014/main`]: "a16",
  [`${microsoft}/drawing/2016/SVG/main`]: "asvg",
  [`${microsoft}/drawing/2017/decorative`]: "adec",
  [`${microsoft}/drawing/2018/hyperlinkcolor`]: "ahyp",
  [`${microsoft}/drawing/2007/8/2/chart`]: "c14",
  [`${microsoft}/drawing/2012/chart`]: "c15",
  [`${microsoft}/drawing/2014/chart`]: "c16",
  [`${microsoft}/drawing/2015/06/chart`]: "c16r2",
  [`${microsoft}/drawing/2017/03/chart`]: "c16r3",
  [`${microsoft}/drawing/2014/chartex`]: "cx",
  [`${microsoft}/drawing/2015/9/8/chartex`]: "cx1",
  [`${microsoft}/drawing/2012/chartStyle`]: "cs",
  // PowerPoint
  [`${microsoft}/powerpoint/2010/main`]: "p14",
  [`${microsoft}/powerpoint/2012/main`]: "p15",
  [`${microsoft}/powerpoint/2015/09/main`]: "p159",
  [`${microsoft}/powerpoint/2018/8/main`]: "p188",
  // Excel
  [`${microsoft}/excel/2006/main`]: "xm",
  [`${microsoft}/spreadsheetml/2009/9/main`]: "x14",
  [`${microsoft}/spreadsheetml/2009/9/ac`]: "x14ac",
  [`${microsoft}/spreadsheetml/2010/11/main`]: "x15",
  [`${microsoft}/spreadsheetml/2010/11/ac`]: "x15ac",
  [`${microsoft}/spreadsheetml/2011/1/ac`]: "x12ac",
  [`${microsoft}/spreadsheetml/2014/revision`]: "xr",
  [`${microsoft}/spreadsheetml/2015/revision2`]: "xr",
  [`${microsoft}/spreadsheetml/2016/revision3`]: "xr",
  [`${microsoft}/spreadsheetml/2016/revision5`]: "xr",
  [`${microsoft}/spreadsheetml/2016/revision6`]: "xr",
  [`${microsoft}/spreadsheetml/2016/revision9`]: "xr",
  [`${microsoft}/spreadsheetml/2016/revision10`]: "xr",
  [`${microsoft}/spreadsheetml/2016/revision16`]: "xr",
  [`${microsoft}/spreadsheetml/2017/richdata`]: "xlrd",
  [`${microsoft}/spreadsheetml/2017/richdata2`]: "xlrd2",
  [`${microsoft}/spreadsheetml/2017/dynamicarray`]: "xda",
  [`${microsoft}/spreadsheetml/2018/threadedcomments`]: "tc",
};
