import { decodePicture, type Picture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { describe, expect, it } from "vitest";
import { drawnPicture } from "../trace/testing/drawn-picture.ts";
import type { LeakMatch } from "../trace/match.ts";
import { makeReport } from "./make-report.ts";
import { reportOverlays } from "./overlay.ts";
import { reportPicture } from "./report-picture.ts";
import type { ReportWords } from "./report-page.ts";

// The leak is the right half of the original, at half its size; its upper quarter is covered.
const original = drawnPicture(320, 160, 1);
const leak = { ...drawnPicture(80, 80, 2) };
const columns = 20;
const rows = 10;
const match: LeakMatch = {
  matchedFraction: 0.375,
  markLeft: 0.8,
  mirrored: false,
  original: { width: 320, height: 160 },
  leakInOriginal: [
    [159.5, -0.5],
    [319.5, -0.5],
    [319.5, 159.5],
    [159.5, 159.5],
  ],
  originalInLeak: [
    [-80.5, -0.5],
    [79.5, -0.5],
    [79.5, 79.5],
    [-80.5, 79.5],
  ],
  tiles: {
    columns,
    rows,
    tileWidth: 16,
    tileHeight: 16,
    legibility: Uint8Array.from({ length: columns * rows }, (_, t) =>
      t % columns >= 10 && t >= 3 * columns ? 220 : 0,
    ),
    mark: Uint8Array.from({ length: columns * rows }, (_, t) => (t % columns >= 10 && t >= 3 * columns ? 200 : 0)),
  },
};

const words: ReportWords = {
  language: "en",
  title: "Trace of a picture",
  verdict: "The copy made for Ben",
  sentences: ["A sentence.", "Another one."],
  limits: { title: "What it does not say", sentences: ["Not who passed it on."] },
  leak: { alt: "The leak", caption: "This turned up." },
  original: { alt: "What was sent", caption: "This was sent." },
  legend: { line: "Edge", dots: "Read", dark: "Not read" },
  facts: { title: "Facts", rows: [["File", "leak.jpg"]] },
};

describe("what is drawn on the two pictures", () => {
  const overlays = reportOverlays({ match, leak });

  it("lies where the pictures match: outlines in shares of each", () => {
    const close = (
      outline: readonly (readonly [number, number])[],
      expected: readonly (readonly [number, number])[],
    ) => {
      for (const [i, [x, y]] of expected.entries()) expect(outline[i]).toEqual([expect.closeTo(x), expect.closeTo(y)]);
    };
    close(overlays.original.outline, [[0.5, 0], [1, 0], [1, 1], [0.5, 1]]); // prettier-ignore
    close(overlays.leak.outline, [[-1, 0], [1, 0], [1, 1], [-1, 1]]); // prettier-ignore
  });

  it("has a dot for each tile whose mark was found, in the same place of the scene", () => {
    expect(overlays.original.dots.length).toBe(70);
    expect(overlays.leak.dots.length).toBe(70);
    for (const [i, { x, y }] of overlays.original.dots.entries()) {
      expect(overlays.leak.dots[i]!.x).toBeCloseTo(2 * x - 1, 6);
      expect(overlays.leak.dots[i]!.y).toBeCloseTo(y, 6);
    }
  });

  it("tells what both show", () => {
    expect([overlays.original.inCommon(0.25, 0.5), overlays.original.inCommon(0.75, 0.5)]).toEqual([false, true]);
    expect(overlays.original.inCommon(0.75, 0.1)).toBe(false);
    expect(overlays.leak.inCommon(0.5, 0.5)).toBe(true);
  });
});

describe("the picture of a report", () => {
  const brightness = ({ width, rgb }: Picture, x: number, y: number) => {
    let sum = 0;
    for (let dy = 0; dy < 24; dy++) for (let dx = 0; dx < 24; dx++) sum += rgb[3 * ((y + dy) * width + x + dx) + 1]!;
    return sum / 576;
  };

  it("shows both side by side, darker where they have nothing in common", () => {
    const flat = (width: number, height: number) => ({
      width,
      height,
      rgb: new Uint8Array(3 * width * height).fill(200),
    });
    const sheet = reportPicture({ leak: flat(80, 80), original: flat(320, 160), match });
    expect(sheet.width).toBe(320 + 900 + 3 * 24);
    expect(sheet.height).toBe(450 + 2 * 24);
    // The left quarter of the original against its middle right; background and leak beside them.
    expect(brightness(sheet, 24 + 320 + 24 + 200, 240)).toBeLessThan(100);
    expect(brightness(sheet, 24 + 320 + 24 + 700, 240)).toBeGreaterThan(130);
    expect(brightness(sheet, 100, 240)).toBeGreaterThan(130);
    expect(brightness(sheet, 0, 0)).toBeCloseTo(118, 0);
  });

  it("leaves the pictures it was given as they were", () => {
    const before = Uint8Array.from(original.rgb);
    reportPicture({ leak, original, match });
    expect(Buffer.compare(before, original.rgb)).toBe(0);
  });

  it("draws corners that lie far outside in no time, and only what is inside of them", () => {
    const far = match.originalInLeak.map(([x, y]) => [x * 1e7, y * 1e7] as const);
    const started = performance.now();
    reportPicture({ leak, original, match: { ...match, originalInLeak: far } });
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe("the page of a report", () => {
  it("holds words and pictures, and nothing that runs or is fetched", async () => {
    const { page, picture } = await makeReport({ leak, original, match, words });
    expect(page.startsWith('<!doctype html>\n<html lang="en" dir="ltr">')).toBe(true);
    for (const text of [
      "The copy made for Ben",
      "A sentence.",
      "Not who passed it on.",
      "leak.jpg",
      'alt="The leak"',
    ]) {
      expect([text, page.includes(text)]).toEqual([text, true]);
    }
    expect(page.includes("default-src 'none'")).toBe(true);
    expect(/<script|<iframe|<object|<form|\son\w+=|https?:|url\(|@import|javascript:/i.exec(page)).toBe(null);
    const sources = [...page.matchAll(/(?:src|href)="([^"]{0,24})/g)].map(([, source]) => source);
    expect(sources).toEqual(["data:image/jpeg;base64,/", "data:image/jpeg;base64,/"]);
    for (const [, data] of page.matchAll(/base64,([^"]+)"/g)) {
      const shown = await decodePicture(Uint8Array.from(Buffer.from(data!, "base64")), { codecs: nodeCodecs });
      expect([80, 320]).toContain(shown.width);
    }
    expect((await decodePicture(picture, { codecs: nodeCodecs })).height).toBe(498);
  });

  it("keeps whatever a name holds as text", async () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror='a()'> &amp; \u202Egnp.exe\u0007`;
    const everywhere: ReportWords = {
      language: hostile,
      title: hostile,
      verdict: hostile,
      sentences: [hostile],
      limits: { title: hostile, sentences: [hostile] },
      leak: { alt: hostile, caption: hostile },
      original: { alt: hostile, caption: hostile },
      legend: { line: hostile, dots: hostile, dark: hostile },
      facts: { title: hostile, rows: [[hostile, hostile]] },
    };
    const { page } = await makeReport({ leak, original, match, words: everywhere });
    for (const unwanted of ["<script", "<img src=x", "\u202E", "\u0007", "'a()'", "&amp; \uFFFD"]) {
      expect([unwanted, page.includes(unwanted)]).toEqual([unwanted, false]);
    }
    expect(page.match(/<img /g)?.length).toBe(2);
    // Each of the 16 texts, the title twice.
    expect(page.split("&lt;script&gt;alert(1)&lt;/script&gt;").length - 1).toBe(17);
  });
});
