import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { markForNames } from "@whosecopy/client";
import { nodePictureTools } from "@whosecopy/client/node";
import { toBase64url } from "@whosecopy/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noChromium, startChromium } from "./chromium.ts";
import { photo } from "./pictures.ts";

let folder = "";
let copy = new Uint8Array();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "whosecopy-readers-"));
  const marked = await markForNames(nodePictureTools(), { bytes: await photo(4), names: ["Ben"] });
  copy = Uint8Array.from(marked.copies[0]?.bytes ?? []);
  writeFileSync(join(folder, "copy.jpg"), copy);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function installed(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("a recipient's copy is a standard JPEG", () => {
  it.skipIf(noChromium !== "")(`that Chromium decodes whole, at its full size${noChromium}`, async () => {
    const browser = await startChromium();
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      const size = await page.evaluate(async (text) => {
        const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
        return [bitmap.width, bitmap.height].sort((a, b) => b - a);
      }, toBase64url(copy));
      expect(size).toEqual([768, 512]);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  it.skipIf(!installed("djpeg"))(
    "that libjpeg-turbo's djpeg reads without a warning (skipped where it is not installed)",
    () => {
      const output = execFileSync("sh", ["-c", `djpeg -strict -outfile /dev/null "${folder}/copy.jpg" 2>&1`]);
      expect(output.toString()).toBe("");
    },
  );

  it.skipIf(!installed("identify"))(
    "that ImageMagick's identify reads without a warning (skipped where it is not installed)",
    () => {
      const output = execFileSync("sh", ["-c", `identify -regard-warnings "${folder}/copy.jpg" 2>&1`]).toString();
      expect(output).toMatch(/JPEG (768x512|512x768) /);
      expect(output).not.toMatch(/warning|error|corrupt/i);
    },
  );
});
