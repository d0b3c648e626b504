import fc from "fast-check";
import { concatBytes, WhosecopyError } from "@whosecopy/protocol";
import { openStream } from "@whosecopy/crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { mosaicHeaderBytes, parseMosaicHeader } from "./mosaic-header.ts";
import { sampleMosaic } from "./testing/sample.ts";
import { blobKey } from "./tile-keys.ts";

let bytes: Uint8Array;
beforeAll(async () => {
  const { mosaic, mosaicKey, attId } = await sampleMosaic(100, 60);
  const plaintext = openStream(blobKey(mosaicKey, attId), mosaic.blob);
  bytes = plaintext.slice(0, parseMosaicHeader(plaintext).length);
});

function changed(at: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
}

describe("a mosaic's header", () => {
  it("is read back as it was written", () => {
    const { header, length } = parseMosaicHeader(concatBytes(bytes, new Uint8Array(10)));
    expect(length).toBe(bytes.length);
    expect(mosaicHeaderBytes(header)).toEqual(bytes);
  });

  it.each([
    ["another version", 0, [2]],
    ["another form", 1, [0]],
    ["another layout", 2, [9]],
    ["no width", 3, [0, 0]],
    ["a width that no JPEG has", 3, [255, 255]],
    ["tiles without size", 7, [0, 0]],
    ["tiles wider than the picture", 7, [0, 200]],
    ["runs that cross tiles", 11, [0, 2]],
    ["a divisor of zero", 20, [0]],
    ["too many codes of one bit", 141, [3]],
  ])("is refused with %s", (_name, at, values) => {
    expect(() => parseMosaicHeader(changed(at, ...values))).toThrow(
      expect.objectContaining({ code: "copy-damaged" }) as Error,
    );
  });

  it("is never read in two ways, and fails only by its error", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), { maxLength: 4 }),
        fc.nat({ max: bytes.length }),
        (changes, keep) => {
          const hostile = bytes.slice(0, keep % 7 === 0 ? keep : bytes.length);
          for (const [at, value] of changes) if (at < hostile.length) hostile[at] = value;
          try {
            const { header, length } = parseMosaicHeader(hostile);
            expect(mosaicHeaderBytes(header)).toEqual(hostile.slice(0, length));
          } catch (error) {
            expect(error).toBeInstanceOf(WhosecopyError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
