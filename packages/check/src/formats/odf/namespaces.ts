const oasis = "urn:oasis:names:tc:opendocument:xmlns";

/** Prefixes for the namespaces of OpenDocument 1.2 and 1.3, and of what LibreOffice adds. */
export const odfNames: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    "office style text table meta presentation chart dr3d form script config manifest database"
      .split(" ")
      .map((name) => [`${oasis}:${name}:1.0`, name]),
  ),
  [`${oasis}:drawing:1.0`]: "draw",
  [`${oasis}:animation:1.0`]: "anim",
  [`${oasis}:datastyle:1.0`]: "number",
  [`${oasis}:xsl-fo-compatible:1.0`]: "fo",
  [`${oasis}:svg-compatible:1.0`]: "svg",
  [`${oasis}:smil-compatible:1.0`]: "smil",
  [`${oasis}:of:1.2`]: "of",
  "http://www.w3.org/1999/xlink": "xlink",
  "http://purl.org/dc/elements/1.1/": "dc",
  "http://www.w3.org/1998/Math/MathML": "math",
  "http://www.w3.org/2001/xml-events": "dom",
  "http://www.w3.org/2002/xforms": "xforms",
  "http://www.w3.org/1999/xhtml": "xhtml",
  "http://www.w3.org/2003/g/data-view#": "grddl",
  "http://www.w3.org/TR/css3-text/": "css3t",
  "http://www.w3.org/2001/XMLSchema-instance": "xsi",
  "http://openoffice.org/2004/office": "ooo",
  "http://openoffice.org/2004/writer": "ooow",
  "http://openoffice.org/2004/calc": "oooc",
  "http://openoffice.org/2005/report": "rpt",
  "http://openoffice.org/2009/office": "officeooo",
  "http://openoffice.org/2009/table": "tableooo",
  "http://openoffice.org/2010/draw": "drawooo",
  "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0": "field",
  "urn:openoffice:names:experimental:ooxml-odf-interop:xmlns:form:1.0": "formx",
  "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
  "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
};
