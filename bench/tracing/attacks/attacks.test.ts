import { readdirSync, readFileSync } from "node:fs";
import { lumaOf, type Picture } from "@whosecopy/image";
import { describe, expect, it } from "vitest";
import type { Attack } from "./attack.ts";
import { attacks } from "./list.ts";
import { mapped } from "./plane.ts";
import { plainPicture } from "./raster.ts";

/** Draws a photo of fixed size, which takes a second or two each: of these, two stand for all. */
const isSlow = ({ name }: Attack): boolean => /photo of a screen|print/.test(name);
const tried = attacks.filter(
  (attack) => !isSlow(attack) || /^photo of a screen, near|^print \(inkjet/.test(attack.name),
);

/** Those whose positions are only roughly known, or which hide the dots or leave little of them. */
const unsure =
  /content-aware|cloned|inpainted|erased|emoji|sticker|caption|pixelated|text all over|over the picture|x 0\.1|5 % of the area|HDR|salt|equalis/;

const size = { width: 288, height: 192 };

const radius = 5;
const dots = [0.12, 0.37, 0.62, 0.87].flatMap((x) =>
  [0.15, 0.5, 0.85].map((y) => ({ x: x * size.width, y: y * size.height })),
);

/** White discs on grey, to find again. */
function dotted(): Picture {
  const picture = plainPicture(size, [90, 90, 90]);
  for (const dot of dots) {
    for (let y = Math.floor(dot.y) - radius - 1; y <= dot.y + radius + 1; y++) {
      for (let x = Math.floor(dot.x) - radius - 1; x <= dot.x + radius + 1; x++) {
        const inside = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x - dot.x, y - dot.y)));
        const p = 3 * (y * picture.width + x);
        picture.rgb.fill(90 + 160 * inside, p, p + 3);
      }
    }
  }
  return picture;
}

/** The middle of what is bright around a position, in pixels; undefined near the edge. */
function middleAround(leak: Picture, x0: number, y0: number, reach: number): readonly [number, number] | undefined {
  const { width, height, luma } = lumaOf(leak);
  const [left, top] = [Math.round(x0 - reach), Math.round(y0 - reach)];
  const side = Math.round(2 * reach) + 1;
  if (left < 0 || top < 0 || left + side > width || top + side > height) return undefined;
  const values = Array.from(
    { length: side * side },
    (_, i) => luma[(top + Math.floor(i / side)) * width + left + (i % side)]!,
  );
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor(sorted.length / 3)]!, sorted.at(-1)!];
  let [sum, sumX, sumY] = [0, 0, 0];
  values.forEach((value, i) => {
    const weight = Math.max(0, (value - low) / (high - low) - 0.5);
    sum += weight;
    sumX += weight * (left + (i % side));
    sumY += weight * (top + Math.floor(i / side));
  });
  return [sumX / sum, sumY / sum];
}

describe("attacks", () => {
  it("have names of their own", () => {
    expect(new Set(attacks.map(({ name }) => name)).size).toBe(attacks.length);
    expect(attacks.filter(({ level }) => level === "must").length).toBeGreaterThanOrEqual(45);
  });

  it("draw no randomness but their seed's", () => {
    const folder = import.meta.dirname;
    const drawing = readdirSync(folder).filter(
      (name) =>
        !name.endsWith(".test.ts") &&
        /Math\.random|Date\.now|new Date|randomBytes/.test(readFileSync(`${folder}/${name}`, "utf8")),
    );
    expect(drawing).toEqual([]);
  });

  it.for(tried)("$name: the same pixels each time, of a sane size, where it says", async (attack) => {
    const picture = dotted();
    const others = [plainPicture({ width: 60, height: 60 }, [90, 90, 90])];
    const leak = await attack.apply(picture, 3, others);
    expect(leak.rgb.length).toBe(3 * leak.width * leak.height);
    expect(leak.width * leak.height).toBeLessThanOrEqual(3_000_000);
    expect(Math.min(leak.width, leak.height)).toBeGreaterThanOrEqual(20);
    expect(Buffer.compare(picture.rgb, dotted().rgb), "the picture itself is left alone").toBe(0);
    if (!isSlow(attack)) {
      const again = await attack.apply(picture, 3, others);
      expect(Buffer.compare(leak.rgb, again.rgb), "the same each time").toBe(0);
    }
    if (unsure.test(attack.name)) return;
    const where = attack.where(size.width, size.height, 3);
    for (const dot of dots) {
      const [x, y] = where(dot.x, dot.y);
      const [rightX, rightY] = where(dot.x + 1, dot.y);
      const scale = Math.hypot(rightX - x, rightY - y);
      const found = middleAround(leak, x, y, Math.max(4, 2.2 * radius * scale));
      if (found === undefined) continue;
      expect(Math.hypot(found[0] - x, found[1] - y), `${dot.x}, ${dot.y}`).toBeLessThan(0.25 + 0.2 * scale);
    }
  });

  it("gives the plane map wherever there is one", () => {
    const contradicting = attacks.filter((attack) => {
      const map = attack.place(size.width, size.height, 3);
      if (map === null) return false;
      const [x, y] = attack.where(size.width, size.height, 3)(100, 50);
      const [u, v] = mapped(map, 100, 50);
      return Math.hypot(x - u, y - v) > 1e-6;
    });
    expect(contradicting).toEqual([]);
    expect(attacks.filter((attack) => attack.place(size.width, size.height, 3) !== null).length).toBeGreaterThan(150);
  });
});
