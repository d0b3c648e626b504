import { concatBytes, utf8 } from "@whosecopy/protocol";
import { planted } from "../../../exif/testing/write-tiff.ts";

/** Writes objects as a PDF with a plain list; texts in them are Latin. */
export function writePdf(
  objects: Readonly<Record<number, string | Uint8Array>>,
  trailer: string,
  before: Uint8Array = utf8("%PDF-1.4\n"),
  previous?: number,
): Uint8Array {
  const parts: Uint8Array[] = [before];
  let at = before.length;
  const push = (part: Uint8Array) => {
    parts.push(part);
    at += part.length;
  };
  const lines: string[] = [];
  for (const [number, body] of Object.entries(objects)) {
    lines.push(`${number} 1\n${String(at).padStart(10, "0")} 00000 n \n`);
    push(concatBytes(utf8(`${number} 0 obj\n`), typeof body === "string" ? utf8(body) : body, utf8("\nendobj\n")));
  }
  const start = at;
  const chain = previous === undefined ? "" : ` /Prev ${String(previous)}`;
  push(
    utf8(
      `xref\n0 1\n0000000000 65535 f \n${lines.join("")}trailer\n<<${trailer}${chain}>>\nstartxref\n${String(start)}\n%%EOF\n`,
    ),
  );
  return concatBytes(...parts);
}

/** Where the last list of a file starts. */
export function lastList(bytes: Uint8Array): number {
  const text = new TextDecoder("latin1").decode(bytes);
  return Number(/startxref\n(\d+)\n%%EOF\n$/u.exec(text)?.[1]);
}

export function stream(dict: string, data: Uint8Array): Uint8Array {
  return concatBytes(utf8(`<<${dict} /Length ${String(data.length)}>>\nstream\n`), data, utf8("\nendstream"));
}

const trailer =
  "/Size 60 /Root 1 0 R /Info 30 0 R /ID [<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]";
const text = (words: string) => utf8(`BT /F1 24 Tf 40 100 Td (${words}) Tj ET q 100 0 0 75 40 140 cm /Im1 Do Q`);

/**
 * A PDF of two pages of which the second was deleted by a later change, with everything in it that a PDF can hide. The picture is
 * drawn on the page; another one is left in its resources.
 */
export function plantedPdf(picture: { jpeg: Uint8Array; width: number; height: number }): Uint8Array {
  const image = `/Type /XObject /Subtype /Image /Width ${String(picture.width)} /Height ${String(picture.height)} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode`;
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="${planted}"/></rdf:RDF></x:xmpmeta>`;
  const first = writePdf(
    {
      1: `<</Type /Catalog /Pages 2 0 R /Metadata 31 0 R /Outlines 40 0 R /AcroForm <</Fields [22 0 R]>> /OpenAction <</S /JavaScript /JS (${planted})>> /Names <</EmbeddedFiles <</Names [(a.txt) 33 0 R]>> /Dests <</Names [(start) [3 0 R /Fit]]>> >> /PieceInfo <</App <</Private (${planted})>> >> /Lang (en)>>`,
      2: "<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2>>",
      3: `<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Resources 6 0 R /Contents 5 0 R /Thumb 11 0 R /LastModified (D:2019) /Annots [20 0 R 21 0 R 22 0 R 23 0 R 24 0 R] /PieceInfo <</App <</Private (${planted})>> >> >>`,
      4: "<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Resources 6 0 R /Contents 7 0 R>>",
      5: stream("", text("Shown")),
      6: "<</Font <</F1 8 0 R>> /XObject <</Im1 9 0 R /Im2 10 0 R>> >>",
      7: stream("", text(planted)),
      8: "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
      9: stream(`${image} /PieceInfo <</App <</Private (${planted})>> >>`, picture.jpeg),
      10: stream(image, picture.jpeg),
      11: stream("/Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", Uint8Array.of(7)),
      20: "<</Type /Annot /Subtype /Link /Rect [0 0 9 9] /Border [0 0 0] /A <</S /URI /URI (https://example.org/)>> >>",
      21: `<</Type /Annot /Subtype /Text /Rect [0 0 9 9] /T (${planted}) /Contents (${planted}) /M (D:2019)>>`,
      22: `<</Type /Annot /Subtype /Widget /FT /Tx /T (${planted}) /V (${planted}) /Rect [10 10 90 30] /AP <</N 25 0 R>> >>`,
      23: `<</Type /Annot /Subtype /Link /Rect [9 9 19 19] /A <</S /Launch /F (C:\\\\Users\\\\${planted}\\\\a.doc)>> >>`,
      24: `<</Type /Annot /Subtype /Square /Rect [9 9 19 19] /F 2 /Contents (${planted})>>`,
      25: stream("/Subtype /Form /BBox [0 0 80 20]", utf8("0.9 g 0 0 80 20 re f")),
      30: `<</Author (${planted}) /Title (${planted}) /Producer (Maker 1) /CreationDate (D:2019) /Custom (${planted})>>`,
      31: stream("/Type /Metadata /Subtype /XML", utf8(xmp)),
      33: "<</Type /Filespec /F (a.txt) /EF <</F 34 0 R>> >>",
      34: stream("/Type /EmbeddedFile", utf8(`a text ${planted}`)),
      40: "<</Type /Outlines /First 41 0 R /Last 41 0 R /Count 1>>",
      41: "<</Title (Start) /Parent 40 0 R /Dest [3 0 R /Fit] /SE 50 0 R>>",
    },
    trailer,
    concatBytes(utf8(`before ${planted}\n`), utf8("%PDF-1.4\n")).subarray(planted.length + 8),
  );
  return writePdf({ 2: "<</Type /Pages /Kids [3 0 R] /Count 1>>" }, trailer, first, lastList(first));
}
