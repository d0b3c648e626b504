import { cropPicture, decodePicture, encodeJpeg, encodePng, type Picture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { describe, expect, it } from "vitest";
import { createBudget } from "../../../budget.ts";
import { sourceOfBytes } from "../../../source/byte-source.ts";
import { cleanBytes, inspectBytes, sameBytes } from "../../../testing/check-file.ts";
import { scene } from "../../../testing/picture.ts";
import { openPackage } from "../package.ts";
import { faultsOf } from "../testing/sound-package.ts";
import { spaces, writeOffice } from "../testing/write-office.ts";
import { restOf } from "./crops.ts";

const picture = scene(200, 100);
const shown = { x: 50, y: 0, width: 130, height: 60 };

/** A text that shows a part of a picture, and the picture's name. */
function document(bytes: Uint8Array, name: string, rect = `l="25000" r="10000" b="40000"`): Uint8Array {
  const blip = `<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:embed="rId1"/><a:srcRect ${rect}/><a:stretch><a:fillRect/></a:stretch></pic:blipFill></pic:pic>`;
  return writeOffice({
    "": { content: "", leads: [["officeDocument", "word/document.xml"]] },
    "word/document.xml": {
      content: `<w:document ${spaces.w} ${spaces.a} ${spaces.r}><w:body><w:p><w:r><w:drawing>${blip}</w:drawing></w:r></w:p></w:body></w:document>`,
      type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
      leads: [["image", `media/${name}`]],
    },
    [`word/media/${name}`]: { content: bytes },
  });
}

async function picturesIn(bytes: Uint8Array): Promise<Picture[]> {
  const pack = await openPackage(sourceOfBytes(bytes), createBudget({ now: () => 0 }));
  const pictures: Picture[] = [];
  for (const part of pack.entries.keys()) {
    if (!part.includes("media/")) continue;
    const content = await pack.content(part);
    pictures.push(await decodePicture(await content.read(0, content.size), { codecs: nodeCodecs }));
  }
  return pictures;
}

describe("pictures of which a part is shown", () => {
  it("are cut to that part, pixel by pixel, when they are PNGs", async () => {
    const before = document(await encodePng(picture), "image1.png");
    expect((await inspectBytes(before)).findings.map(({ kind }) => kind)).toContain("cropped-area");
    const cleaned = await cleanBytes(before);
    const [part, ...others] = await picturesIn(cleaned.bytes);
    expect(others).toEqual([]);
    const expected = cropPicture(picture, shown);
    expect([part!.width, part!.height]).toEqual([130, 60]);
    expect(sameBytes(part!.rgb, expected.rgb)).toBe(true);
    expect(cleaned.after.findings).toEqual([]);
    expect(await faultsOf(cleaned.bytes)).toEqual([]);
    expect(sameBytes((await cleanBytes(cleaned.bytes)).bytes, cleaned.bytes)).toBe(true);
  });

  it("are cut and compressed once more when they are JPEGs, and the cost is said", async () => {
    const before = document(encodeJpeg({ picture, quality: 90 }), "image1.jpeg");
    const cleaned = await cleanBytes(before, { codecs: nodeCodecs });
    expect(cleaned.before.findings.find(({ kind }) => kind === "cropped-area")?.cost).toContain("compressed");
    const [part, ...others] = await picturesIn(cleaned.bytes);
    expect(others).toEqual([]);
    expect([part!.width, part!.height]).toEqual([130, 60]);
    expect(cleaned.after.findings.map(({ kind }) => kind)).not.toContain("cropped-area");
  });

  it("are said to stay whole where they can't be cut", async () => {
    const { after } = await cleanBytes(document(encodeJpeg({ picture, quality: 90 }), "image1.jpeg"));
    expect(after.findings.find(({ kind }) => kind === "cropped-area")?.cleanable).toBe("stays");
  });

  it("keep their margins, in parts of what is left", async () => {
    const before = document(await encodePng(picture), "image1.png", `t="50000" b="-20000"`);
    const cleaned = await cleanBytes(before);
    const [part] = await picturesIn(cleaned.bytes);
    expect([part!.width, part!.height]).toEqual([200, 50]);
    expect(restOf({ left: 0, top: 0.5, right: 0, bottom: -0.2 })).toEqual({ left: 0, top: 0, right: 0, bottom: -0.4 });
  });
});
