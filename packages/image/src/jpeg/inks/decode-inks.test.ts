import { describe, expect, it } from "vitest";
import { type DecodePictureOptions, decodePicture } from "../../decode-picture.ts";
import { noCodecs } from "../../testing/codecs.ts";
import { psnr } from "../../testing/psnr.ts";
import { texturedPicture } from "../../testing/textured-picture.ts";
import { hasTool, runTool } from "../../testing/tool.ts";
import { profileSegments, writeCmykJpeg } from "../../testing/write-cmyk-jpeg.ts";
import { lut8Tag, writeIcc } from "../../testing/write-icc.ts";

const decode = (bytes: Uint8Array, options: Partial<DecodePictureOptions> = {}) =>
  decodePicture(bytes, { codecs: noCodecs, ...options });

const width = 53;
const height = 37;
/** Ink by ink, 255 for all there is. */
const inks = [0, 1, 2, 3].map((i) => {
  const { rgb } = texturedPicture(width, height, i);
  return Uint8Array.from({ length: width * height }, (_, p) => rgb[3 * p + (i % 3)]! >> (i === 3 ? 2 : 0));
});
const plain = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
  const p = Math.floor(i / 3);
  return Math.round(((255 - inks[i % 3]![p]!) * (255 - inks[3]![p]!)) / 255);
});
const upsideDown = inks.map((plane) => plane.map((ink) => 255 - ink));

/** YCCK: what is stored is YCbCr of the inks upside down, taken as RGB, then the inverted K. */
function ycck(): Uint8Array[] {
  const planes = [0, 1, 2].map(() => new Uint8Array(width * height));
  for (let p = 0; p < width * height; p++) {
    const [r, g, b] = [inks[0]![p]!, inks[1]![p]!, inks[2]![p]!];
    planes[0]![p] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
    planes[1]![p] = Math.round(128 - 0.168_736 * r - 0.331_264 * g + 0.5 * b);
    planes[2]![p] = Math.round(128 + 0.5 * r - 0.418_688 * g - 0.081_312 * b);
  }
  return [...planes, upsideDown[3]!];
}

/** Planes that rise evenly, 24x20, written with 14 scans by jpegtran. */
const progressive = Uint8Array.from(
  atob(
    "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwABAQEBAQEBAQEBAQEBAQECAQEBAQECAQEBAgICAgICAgICAwMEAwMDAwMCAgMEAwMEBAQEBAIDBQUEBA" +
      "UEBAQE/8IAFAgAFAAYBAERAAIRAAMRAAQRAP/EABgAAQEBAQEAAAAAAAAAAAAAAAkACAoH/9oADgQBAAIAAwAEAAAAARvIs13EQC0BIBaAuf8A" +
      "UA/8/oBaAkAtAXP+hx/+JoBaAkAtAX//xAAVEAEBAAAAAAAAAAAAAAAAAAAABv/aAAgBAQABBQKbTabTabTabTabf//EABcQAQEBAQAAAAAAAA" +
      "AAAAAAAAAWBBX/2gAIAQIAAQUCkkkkkkkkk5uRzcjm5H//xAAVEAEBAAAAAAAAAAAAAAAAAAAABf/aAAgBAwABBQKampqampqampr/xAAXEAEB" +
      "AQEAAAAAAAAAAAAAAAAAFQMT/9oACAEEAAEFAqSkpKSkpO+jvo76P//EABUQAQEAAAAAAAAAAAAAAAAAAAAC/9oACAEBAAY/AoQhCEIQh//EAB" +
      "YQAQEBAAAAAAAAAAAAAAAAAAAzof/aAAgBAgAGPwKeJ4nieJ4niaab/8QAFRABAQAAAAAAAAAAAAAAAAAAAAL/2gAIAQMABj8ClKUpSlKX/8QA" +
      "FhABAQEAAAAAAAAAAAAAAAAAADIx/9oACAEEAAY/AqUpSlNa1//EABUQAQEAAAAAAAAAAAAAAAAAAADB/9oACAEBAAE/IZppppppppv/xAAXEA" +
      "ADAQAAAAAAAAAAAAAAAAAAEfAg/9oACAECAAE/Idf/AP8ABEEQR//EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQMAAT8hEAAD/8QAFxAAAwEA" +
      "AAAAAAAAAAAAAAAAABHwIP/aAAgBBAABPyGGQyGQyGQ8Nv8A/9oADgQBAAIAAwAEAAAAEAAAAAAP/8QAFhAAAwAAAAAAAAAAAAAAAAAAAIHw/9" +
      "oACAEBAAE/EJIkiSJIkiSJIkiSP//EABgQAAMBAQAAAAAAAAAAAAAAAAAB0fAg/9oACAECAAE/EOkkktnBs4NnB//EABUQAQEAAAAAAAAAAAAA" +
      "AAAAAADB/9oACAEDAAE/EJJJJJJJJJP/xAAYEAEAAwEAAAAAAAAAAAAAAAABANHwIP/aAAgBBAABPxDqSSTQbmg3NBuf/9k=",
  ),
  (letter) => letter.charCodeAt(0),
);

describe("a JPEG in inks", () => {
  it.each([
    ["as they are, without a word of Adobe", writeCmykJpeg({ width, height, planes: inks })],
    ["upside down, as Adobe stores them", writeCmykJpeg({ width, height, planes: upsideDown, adobeTransform: 0 })],
    ["as YCCK", writeCmykJpeg({ width, height, planes: ycck(), adobeTransform: 2 })],
  ])("is read: %s", async (_name, file) => {
    const picture = await decode(file);
    expect(picture).toMatchObject({ format: "jpeg", width, height, jpegQuality: 98 });
    expect(psnr(picture.rgb, plain)).toBeGreaterThan(38);
  });

  it("is shown by the profile of its inks", async () => {
    const grey = lut8Tag(4, ([c = 0, m = 0, y = 0, k = 0]) => [(1 - k) * (100 - 30 * (c + m + y)), 0, 0]);
    const segments = profileSegments(writeIcc("CMYK", "Lab ", { A2B0: grey }), 700);
    const { rgb } = await decode(writeCmykJpeg({ width, height, planes: upsideDown, adobeTransform: 0, segments }));
    const tints = Array.from(rgb, (value, i) => Math.abs(value - rgb[i - (i % 3)]!));
    expect(Math.max(...tints)).toBeLessThanOrEqual(2);
  });

  it("that was cut short is refused, and shown as far as it goes when asked", async () => {
    const file = writeCmykJpeg({ width, height, planes: inks });
    const cut = file.subarray(0, Math.floor(file.length * 0.9));
    await expect(decode(cut)).rejects.toMatchObject({ code: "image-damaged" });
    expect(await decode(cut, { tolerant: true })).toMatchObject({ width, height });
  });

  it("is read the same when it was written in many scans", async () => {
    const rising = [
      (x: number) => 8 * x,
      (_x: number, y: number) => 10 * y,
      (x: number) => 40 + 4 * x,
      (_x: number, y: number) => 255 - 4 * y,
    ];
    const planes = rising.map((of) => Uint8Array.from({ length: 480 }, (_, p) => of(p % 24, Math.floor(p / 24))));
    const sequential = writeCmykJpeg({ width: 24, height: 20, planes, adobeTransform: 0 });
    expect((await decode(progressive)).rgb).toEqual((await decode(sequential)).rgb);
  });

  // jpegtran changes how coefficients are written and nothing else: the same samples must come out.
  it.skipIf(!hasTool("jpegtran"))(
    "is read the same whichever way its coefficients are written (skipped without jpegtran)",
    async () => {
      const file = writeCmykJpeg({ width, height, planes: upsideDown, adobeTransform: 0 });
      const { rgb } = await decode(file);
      for (const way of [["-progressive"], ["-optimize"], ["-restart", "2B"], ["-progressive", "-restart", "1"]]) {
        const { output, ok } = runTool("jpegtran", way, file);
        expect(ok).toBe(true);
        expect((await decode(output)).rgb).toEqual(rgb);
      }
    },
  );
});
