import type { Picture } from "@whosecopy/image";
import { describe, expect, it } from "vitest";
import { nodeAssets } from "../../node/content/assets.ts";
import { textDetector } from "./text-detector.ts";

/** A font of two figures, 5 by 7. */
const figures: Readonly<Record<string, readonly string[]>> = {
  "1": ["..#..", ".##..", "..#..", "..#..", "..#..", "..#..", ".###."],
  "4": ["...#.", "..##.", ".#.#.", "#..#.", "#####", "...#.", "...#."],
  " ": [".....", ".....", ".....", ".....", ".....", ".....", "....."],
};

function drawn(text: string, scale: number): Picture {
  const [width, height] = [(text.length * 6 + 12) * scale, 40 * scale];
  const rgb = new Uint8Array(3 * width * height).fill(245);
  for (let y = 0; y < 7 * scale; y++) {
    for (let x = 0; x < text.length * 6 * scale; x++) {
      const letter = text[Math.floor(x / (6 * scale))]!;
      if (figures[letter]![Math.floor(y / scale)]![Math.floor(x / scale) % 6] !== "#") continue;
      const p = 3 * ((y + 16 * scale) * width + x + 6 * scale);
      rgb.fill(10, p, p + 3);
    }
  }
  return { width, height, rgb };
}

describe("text in a picture", () => {
  it("reads a card's number where it stands", async () => {
    const sightings = await textDetector(nodeAssets).detect(drawn("4111 1111 1111 1111", 5));
    const card = sightings.find(({ kind }) => kind === "payment-card");
    expect(card?.value?.reveal()).toBe("4111111111111111");
    expect(card!.box.y).toBeGreaterThan(40);
    expect(card!.box.y + card!.box.height).toBeLessThan(160);
  });
});
