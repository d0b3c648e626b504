import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { nodeAead, nodeSha256, nodeSha512 } from "@whosecopy/crypto/node";
import { openStream, padmeLength, sealStream } from "@whosecopy/crypto";
import { decodePicture, encodeJpeg, lumaOf } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { WhosecopyError } from "@whosecopy/protocol";
import { beforeAll, describe, expect, it } from "vitest";
import { tileRect } from "../grid/tile-grid.ts";
import { allTileSeeds, makeBundle } from "./bundle.ts";
import { openMosaic } from "./open-mosaic.ts";
import { parseMosaicHeader } from "./mosaic-header.ts";
import { sampleMosaic, testBytes, testWord } from "./testing/sample.ts";
import { blobKey } from "./tile-keys.ts";
import { readLeaf } from "./tile-leaf.ts";

const nodePrimitives = { aead: nodeAead, sha256: nodeSha256, sha512: nodeSha512 };
const decode = (bytes: Uint8Array) => decodePicture(bytes, { codecs: nodeCodecs });

type Sample = Awaited<ReturnType<typeof sampleMosaic>>;
let sample: Sample;
beforeAll(async () => {
  sample = await sampleMosaic(200, 120);
});

function open(
  of: Sample,
  word: Uint8Array,
  change: Partial<Parameters<typeof openMosaic>[0]> = {},
): Promise<Uint8Array> {
  const { keys, mosaicKey, attId, mosaic } = of;
  const bundle = makeBundle({ keys, mosaicKey, word });
  return openMosaic({ blob: mosaic.blob, bundle, attId, mosaicRoot: mosaic.mosaicRoot, ...change });
}

describe("a mosaic", () => {
  it("gives each word its copy: every tile as the variant that its bit names", async () => {
    const { grid } = sample;
    const [a, b] = [
      await decode(await open(sample, new Uint8Array(grid.count))),
      await decode(await open(sample, new Uint8Array(grid.count).fill(1))),
    ];
    const word = testWord(7, grid.count);
    const mix = await decode(await open(sample, word));
    const composite = new Uint8Array(mix.rgb.length);
    let differing = 0;
    for (let t = 0; t < grid.count; t++) {
      const rect = tileRect(grid, t);
      for (let y = rect.y; y < rect.y + rect.height; y++) {
        const from = 3 * (y * grid.width + rect.x);
        composite.set((word[t] === 1 ? b : a).rgb.subarray(from, from + 3 * rect.width), from);
      }
      const at = 3 * (rect.y * grid.width + rect.x);
      if (a.rgb.subarray(at, at + 12).some((value, i) => value !== b.rgb[at + i])) differing++;
    }
    expect(mix.rgb).toEqual(composite);
    expect(differing).toBeGreaterThan(grid.count / 2);
  });

  it("adds the pattern for bit 0 and takes it away for bit 1", async () => {
    const { grid, picture } = sample;
    const plain = lumaOf(await decode(encodeJpeg({ picture, quality: 90 }))).luma;
    const a = lumaOf(await decode(await open(sample, new Uint8Array(grid.count)))).luma;
    // The test pattern is positive around x = 4, y = 0.
    let sum = 0;
    for (let x = 4; x < 180; x += 16) sum += a[x]! - plain[x]!;
    expect(sum / 11).toBeGreaterThan(1.5);
  });

  it("works for any size", async () => {
    const sides = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 150 }));
    await fc.assert(
      fc.asyncProperty(sides, sides, async (width, height) => {
        const odd = await sampleMosaic(width, height, { primitives: nodePrimitives });
        const copy = await decode(await open(odd, testWord(9, odd.grid.count)));
        expect([copy.width, copy.height]).toEqual([width, height]);
      }),
      { numRuns: 25 },
    );
    for (const [width, height] of [
      [1, 1],
      [17, 3],
      [1, 5000],
      [5000, 1],
      [1300, 961],
    ] as const) {
      const odd = await sampleMosaic(width, height, { primitives: nodePrimitives });
      const copy = await decode(await open(odd, testWord(9, odd.grid.count), { primitives: nodePrimitives }));
      expect([copy.width, copy.height]).toEqual([width, height]);
    }
  });

  it("is the same with Node's primitives, to the byte", async () => {
    const other = await sampleMosaic(200, 120, { primitives: nodePrimitives });
    expect(other.mosaic.blob).toEqual(sample.mosaic.blob);
    expect(other.mosaic.mosaicRoot).toEqual(sample.mosaic.mosaicRoot);
    const word = testWord(4, sample.grid.count);
    expect(await open(sample, word, { primitives: nodePrimitives })).toEqual(await open(sample, word));
  });

  it("does not depend on anybody's word: two recipients look the same to a server", async () => {
    const again = await sampleMosaic(200, 120);
    expect(again.mosaic.blob).toEqual(sample.mosaic.blob);
    const { keys, mosaicKey, grid } = sample;
    const bundles = [5, 6].map((name) => makeBundle({ keys, mosaicKey, word: testWord(name, grid.count) }));
    expect(bundles[0]!.length).toBe(33 + 16 * grid.count);
    expect(bundles[1]!.length).toBe(bundles[0]!.length);
    expect(bundles[0]).not.toEqual(bundles[1]);
  });

  it("has two places of equal length per tile, in an order that follows no variant", () => {
    const { mosaic, mosaicKey, attId, grid, keys } = sample;
    const plaintext = openStream(blobKey(mosaicKey, attId), mosaic.blob);
    const { header, length } = parseMosaicHeader(plaintext);
    expect(header.grid).toEqual(grid);
    const seeds = allTileSeeds(keys, grid.count);
    let at = length;
    let first = 0;
    for (let t = 0; t < grid.count; t++) {
      const { leaf, end } = readLeaf(plaintext, at)!;
      const [one, two] = leaf.slots;
      expect(one.sealed.length).toBe(two.sealed.length);
      const commitment = nodeSha512(
        Uint8Array.of(0, 0, 0, 1),
        seeds.subarray(32 * t, 32 * t + 16),
        new TextEncoder().encode("marked-media/1/tile"),
        attId,
        Uint8Array.of(t >> 8, t & 255),
      ).subarray(32);
      if (commitment.every((byte, i) => byte === one.commitment[i])) first++;
      else expect(commitment).toEqual(two.commitment);
      at = end;
    }
    expect(plaintext.length).toBe(padmeLength(at));
    expect(first).toBeGreaterThan(grid.count / 4);
    expect(first).toBeLessThan((grid.count * 3) / 4);
  });

  it("states plain tiles as unmarked", async () => {
    const usable = new Uint8Array(sample.grid.count).fill(1);
    usable.set([0, 0], 3);
    const { mosaic, mosaicKey, attId } = await sampleMosaic(200, 120, { usable });
    const { header } = parseMosaicHeader(openStream(blobKey(mosaicKey, attId), mosaic.blob));
    expect(header.kinds.filter((kind) => kind === "unmarked")).toHaveLength(2);
    expect(header.kinds.slice(2, 6)).toEqual(["open", "unmarked", "unmarked", "open"]);
  });

  it("tells its progress and can be cancelled, both ways", async () => {
    const seen: number[] = [];
    await sampleMosaic(400, 300, { onProgress: (done) => seen.push(done) });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
    const cancel = (): { signal: AbortSignal; onProgress: (done: number) => void } => {
      const controller = new AbortController();
      return { signal: controller.signal, onProgress: (done) => done > 0.3 && controller.abort() };
    };
    await expect(sampleMosaic(400, 300, cancel())).rejects.toMatchObject({ code: "cancelled" });
    const large = await sampleMosaic(400, 300);
    await expect(open(large, testWord(1, large.grid.count), cancel())).rejects.toMatchObject({ code: "cancelled" });
    await expect(open(large, testWord(1, large.grid.count), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

describe("opening what is not right", () => {
  // One error, word for word the same, whatever is wrong.
  const theError = new WhosecopyError("copy-damaged", "the copy does not open");
  const failure = (job: Promise<Uint8Array>): Promise<unknown> =>
    job.then(
      () => "opened",
      (error: unknown) => error,
    );

  it("fails alike for another key, root, attachment, a bundle of another length or form", async () => {
    const { keys, grid, mosaicKey } = sample;
    const word = testWord(3, grid.count);
    expect(await failure(open(sample, word, { mosaicRoot: testBytes(9, 32) }))).toEqual(theError);
    expect(await failure(open(sample, word, { attId: testBytes(9, 16) }))).toEqual(theError);
    expect(
      await failure(open(sample, word, { bundle: makeBundle({ keys, mosaicKey: testBytes(9, 32), word }) })),
    ).toEqual(theError);
    expect(await failure(open(sample, word.subarray(1)))).toEqual(theError);
    const bundle = makeBundle({ keys, mosaicKey, word });
    for (const wrong of [
      bundle.subarray(1),
      bundle.subarray(0, -1),
      new Uint8Array(0),
      Uint8Array.of(2, ...bundle.subarray(1)),
    ]) {
      expect(await failure(open(sample, word, { bundle: wrong }))).toEqual(theError);
    }
  });

  it("fails for a picture larger than is wanted", async () => {
    const word = testWord(3, sample.grid.count);
    expect(await failure(open(sample, word, { maxPixels: 200 * 120 - 1 }))).toEqual(theError);
    expect(await open(sample, word, { maxPixels: 200 * 120 })).toBeInstanceOf(Uint8Array);
  });

  it("fails for any seed that is not of this tile", async () => {
    const { keys, grid, mosaicKey } = sample;
    const word = testWord(3, grid.count);
    for (const t of [0, 17, grid.count - 1]) {
      const bundle = makeBundle({ keys, mosaicKey, word });
      bundle[33 + 16 * t + 5]! ^= 1;
      expect(await failure(open(sample, word, { bundle }))).toEqual(theError);
    }
  });

  it("fails for any changed, cut or lengthened blob", async () => {
    const word = testWord(3, sample.grid.count);
    const { blob } = sample.mosaic;
    expect(await failure(open(sample, word, { blob: blob.subarray(0, -1) }))).toEqual(theError);
    expect(await failure(open(sample, word, { blob: new Uint8Array(0) }))).toEqual(theError);
    expect(await failure(open(sample, word, { blob: Uint8Array.of(...blob, 0) }))).toEqual(theError);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: blob.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
        const changed = blob.slice();
        changed[at]! ^= bits;
        expect(await failure(open(sample, word, { blob: changed, primitives: nodePrimitives }))).toEqual(theError);
      }),
      { numRuns: 60 },
    );
  });

  it("fails for a sender's own hostile mosaic before anything is opened, and never otherwise than by that error", async () => {
    const { mosaic, mosaicKey, attId, grid } = sample;
    const word = testWord(3, grid.count);
    const key = blobKey(mosaicKey, attId);
    const plaintext = openStream(key, mosaic.blob);
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            at: fc.oneof(fc.nat({ max: 800 }), fc.nat({ max: plaintext.length - 1 })),
            byte: fc.nat({ max: 255 }),
          }),
          { minLength: 1, maxLength: 6 },
        ),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        async (changes, keep) => {
          const hostile = plaintext.slice(0, Math.ceil(plaintext.length * keep));
          for (const { at, byte } of changes) if (at < hostile.length) hostile[at] = byte;
          if (hostile.length === plaintext.length && hostile.every((byte, i) => byte === plaintext[i])) return;
          expect(
            await failure(open(sample, word, { blob: sealStream(key, hostile, nodeAead), primitives: nodePrimitives })),
          ).toEqual(theError);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("an assembled copy", () => {
  const present = (name: string): boolean => spawnSync(name, ["-version"], { timeout: 10_000 }).error === undefined;

  it.skipIf(!present("djpeg"))(
    "is read by djpeg without a warning (skipped where djpeg is not installed)",
    async () => {
      for (const of of [
        sample,
        await sampleMosaic(17, 3),
        await sampleMosaic(1300, 961, { primitives: nodePrimitives }),
      ]) {
        const copy = await open(of, testWord(2, of.grid.count), { primitives: nodePrimitives });
        const result = spawnSync("djpeg", [], { input: copy, maxBuffer: 1e9 });
        expect([result.status, result.stderr.toString()]).toEqual([0, ""]);
      }
    },
  );

  it.skipIf(!present("identify"))(
    "is read by identify without a warning (skipped where identify is not installed)",
    async () => {
      const copy = await open(sample, testWord(2, sample.grid.count));
      const result = spawnSync("identify", ["-regard-warnings", "jpeg:-"], { input: copy });
      expect([result.status, result.stderr.toString()]).toEqual([0, ""]);
      expect(result.stdout.toString()).toContain("200x120");
    },
  );
});
