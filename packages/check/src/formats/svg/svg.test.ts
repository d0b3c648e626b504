import { encodeJpeg } from "@whosecopy/image";
import { WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { writePlantedExif } from "../../exif/testing/write-tiff.ts";
import { cleanBytes, inspectBytes, kindsOf } from "../../testing/check-file.ts";
import { mutate, seeded } from "../../testing/mutate.ts";
import { scene } from "../../testing/picture.ts";
import { base64, exifSegment, withSegments } from "../jpeg/testing/write-jpeg.ts";

const photo = withSegments(encodeJpeg({ picture: scene(16, 16), quality: 50 }), [exifSegment(writePlantedExif())]);
const drawing = `<?xml version="1.0"?>
<!-- Created with Inkscape -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:export-filename="C:\\Users\\someone\\plan.png" onload="run()">
  <title>The plan</title>
  <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description><dc:creator>Somebody</dc:creator></rdf:Description></rdf:RDF></metadata>
  <script>fetch("x")</script>
  <style>@import "https://example.org/a.css"; .gone { display: none }</style>
  <g inkscape:label="Secret layer" style="display:none"><path d="M0 0"/></g>
  <image href="https://example.org/pixel.png"/>
  <image href="data:image/jpeg;base64,${base64(photo)}"/>
</svg>`;

describe("an SVG", () => {
  it("is recognised by its first element, whatever its name", async () => {
    expect((await inspectBytes(new TextEncoder().encode(drawing))).format).toBe("SVG drawing");
    const page = new TextEncoder().encode("<!doctype html><html><svg></svg></html>");
    await expect(inspectBytes(page)).rejects.toMatchObject({ code: "file-unknown" });
  });

  it("tells names, paths, scripts, what it fetches, what it hides, and what pictures in it tell", async () => {
    const inspection = await inspectBytes(new TextEncoder().encode(drawing));
    expect(kindsOf(inspection)).toEqual(
      expect.arrayContaining([
        "account-or-path",
        "external-link",
        "hidden-content",
        "person-name",
        "place",
        "script",
        "software",
        "text",
      ]),
    );
    const place = inspection.findings.find(({ kind }) => kind === "place");
    expect(place?.where).toEqual(["embedded file 1", "Exif"]);
    expect(inspection.cleanable).toMatchObject({ can: false });
  });

  it("is refused for cleaning with what to do", async () => {
    await expect(cleanBytes(new TextEncoder().encode(drawing))).rejects.toMatchObject({
      code: "clean-refused",
      sentence: expect.stringContaining("PNG"),
    });
  });

  it("can't grow by definitions of its own", async () => {
    const laughs = `<!DOCTYPE svg [<!ENTITY a "&b;&b;"><!ENTITY b "ha">]><svg xmlns="http://www.w3.org/2000/svg"><title>&a;</title></svg>`;
    const { unseen, findings } = await inspectBytes(new TextEncoder().encode(laughs));
    expect(unseen.map(({ where }) => where)).toContainEqual(["definitions"]);
    expect(findings[0]?.value?.reveal()).toBe("&a;");
  });

  it("that is damaged is looked at as far as it goes", async () => {
    const random = seeded(17);
    const bytes = new TextEncoder().encode(drawing);
    for (let i = 0; i < 300; i++) {
      const answer = await inspectBytes(mutate(bytes, random)).catch((error: unknown) => error);
      expect(answer instanceof WhosecopyError || !(answer instanceof Error)).toBe(true);
    }
  });
});
