import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeHostile, fuzzTargets } from "./testing/fuzz-targets.ts";
import { mutate } from "./testing/mutate.ts";

/** A few seconds in all; the same files are damaged by the million elsewhere. */
const perTarget = Number(process.env["WHOSECOPY_FUZZ_RUNS"] ?? 60);
/** The slowest of small files, on a loaded machine. */
const mostMs = 10_000;

/** What was wrong with a damaged file, or null. */
async function faultOf(run: (bytes: Uint8Array) => Promise<void>, seed: Uint8Array, number: number): Promise<unknown> {
  const start = performance.now();
  try {
    await run(mutate(seed, number));
  } catch (error) {
    return error;
  }
  return performance.now() - start > mostMs ? "took too long" : null;
}

describe("files damaged in every way", () => {
  it("end in a picture or in an error of their own, soon", async () => {
    const faults: unknown[] = [];
    for (const { name, seeds, run } of await fuzzTargets()) {
      for (let number = 0; number < perTarget; number++) {
        const fault = await faultOf(run, seeds[number % seeds.length]!, number);
        if (fault !== null) faults.push({ name, number, fault });
      }
    }
    expect(faults).toEqual([]);
  });

  it("are read before they are damaged", async () => {
    for (const { name, seeds } of await fuzzTargets()) {
      if (name === "ICC profile") continue;
      const { decodePicture } = await import("./decode-picture.ts");
      const { nodeCodecs } = await import("./node/codecs.ts");
      for (const seed of seeds) expect((await decodePicture(seed, { codecs: nodeCodecs })).width).toBeGreaterThan(1);
    }
  });

  const real = ["mat2/dirty.avif", "exiftool/GIF.gif", "exiftool/RIFF.webp", "ultrahdr/old.jpg"].flatMap((name) => {
    try {
      return [new Uint8Array(readFileSync(join(process.env["WHOSECOPY_TESTDATA"] ?? "", "metadata", name)))];
    } catch {
      return [];
    }
  });
  it.skipIf(real.length === 0)("are real ones, too (skipped where the sample files are not at hand)", async () => {
    for (const [i, file] of real.entries()) {
      for (let number = 0; number < 4; number++)
        expect(await faultOf(decodeHostile, file, 1000 * i + number)).toBeNull();
    }
  });
});
