import { createHash } from "node:crypto";
import fc from "fast-check";
import { WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { decodeHevcStill, type HevcPicture } from "./decode-hevc-still.ts";
import { interPicture, type TestStream, testStreams } from "./testing/test-streams.ts";

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));

const item = (stream: { config: string; data: string }) => ({
  config: bytes(stream.config),
  data: bytes(stream.data),
});

function sha256(picture: HevcPicture): string {
  const hash = createHash("sha256");
  for (const { buffer, byteOffset, byteLength } of [picture.y, picture.u, picture.v]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex");
}

const named = (name: string): TestStream => testStreams.find((stream) => stream.name === name)!;

/** What the decoder says of a stream that it does not decode; fails the test when it is no error of ours. */
function refusal(params: Parameters<typeof decodeHevcStill>[0]): string | undefined {
  try {
    decodeHevcStill(params);
    return undefined;
  } catch (error) {
    if (error instanceof WhosecopyError) return error.code;
    throw error;
  }
}

/** Where the length of each NAL unit stands; the streams have lengths of four bytes. */
function unitStarts(data: Uint8Array): number[] {
  const starts: number[] = [];
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let at = 0; at < data.length; at += 4 + view.getUint32(at)) starts.push(at);
  return starts;
}

/** Cuts bytes off the last NAL unit, whose length then says so. */
function shortened(data: Uint8Array, count: number): Uint8Array {
  const cut = data.slice(0, data.length - count);
  const last = unitStarts(data).at(-1)!;
  new DataView(cut.buffer).setUint32(last, cut.length - last - 4);
  return cut;
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

/** The parameter sets of a configuration as length-prefixed units, and the configuration without them. */
function parameterSets(config: Uint8Array): { empty: Uint8Array; units: Uint8Array[] } {
  const units: Uint8Array[] = [];
  for (let at = 23, arrays = config[22]!; arrays > 0; arrays--) {
    const length = (config[at + 3]! << 8) | config[at + 4]!;
    units.push(joined([Uint8Array.of(0, 0), config.subarray(at + 3, at + 5 + length)]));
    at += 5 + length;
  }
  const empty = config.slice(0, 23);
  empty[22] = 0;
  return { empty, units };
}

describe("what other decoders make of a stream", () => {
  it.each(testStreams.map((stream) => [stream.name, stream] as const))("is met to the bit: %s", (_, stream) => {
    const picture = decodeHevcStill(item(stream));
    expect([picture.width, picture.height]).toEqual([stream.width, stream.height]);
    expect(sha256(picture)).toBe(stream.sha256);
  });

  it("comes with the description of colours, or with code point 2", () => {
    expect(decodeHevcStill(item(named("a description of colours and of a buffer")))).toMatchObject({
      fullRange: true,
      primaries: 12,
      transfer: 13,
      matrix: 6,
    });
    expect(decodeHevcStill(item(named("monochrome")))).toMatchObject({
      fullRange: false,
      primaries: 2,
      transfer: 2,
      matrix: 2,
    });
  });

  it("has bytes where 8 bits are enough, and no chroma when there is none", () => {
    const grey = decodeHevcStill(item(named("monochrome")));
    expect(grey).toMatchObject({ chroma: 0, bitDepth: 8 });
    expect(grey.y).toBeInstanceOf(Uint8Array);
    expect([grey.u.length, grey.v.length]).toEqual([0, 0]);
    const deep = decodeHevcStill(item(named("12 bits 4:4:4")));
    expect(deep).toMatchObject({ chroma: 3, bitDepth: 12 });
    expect(deep.y).toBeInstanceOf(Uint16Array);
  });

  it("is the same when parameter sets stand among the picture's units", () => {
    const stream = testStreams[0]!;
    const { config, data } = item(stream);
    const { empty, units } = parameterSets(config);
    const picture = decodeHevcStill({ config: empty, data: joined([...units, data]) });
    expect(sha256(picture)).toBe(stream.sha256);
  });

  it("does not depend on a second picture behind the first", () => {
    const stream = testStreams[0]!;
    const { config, data } = item(stream);
    expect(sha256(decodeHevcStill({ config, data: Uint8Array.of(...data, ...data) }))).toBe(stream.sha256);
  });
});

describe("what is not decoded", () => {
  it("is a picture predicted from others", () => {
    expect(refusal(item(interPicture))).toBe("image-unsupported");
  });

  it("is a picture above the bound, before memory is taken", () => {
    const stream = item(testStreams[0]!);
    expect(refusal({ ...stream, maxPixels: 104 * 80 })).toBe(undefined);
    expect(refusal({ ...stream, maxPixels: 104 * 80 - 1 })).toBe("image-too-large");
  });

  it("is a stream without parameter sets, or without a picture", () => {
    const { config, data } = item(testStreams[0]!);
    const { empty } = parameterSets(config);
    expect(refusal({ config: empty, data })).toBe("image-damaged");
    expect(refusal({ config, data: new Uint8Array() })).toBe("image-damaged");
    expect(refusal({ config: new Uint8Array(), data })).toBe("image-damaged");
  });

  it("is a stream of parameter sets without end", () => {
    const { config, data } = item(testStreams[0]!);
    const { units } = parameterSets(config);
    expect(refusal({ config, data: joined([...units, ...units, data]) })).toBe(undefined);
    const many = joined([...Array.from({ length: 100 }, () => units).flat(), data]);
    expect(refusal({ config, data: many })).toBe("image-damaged");
  });

  it("is a stream that is cut short, wherever it is cut", () => {
    for (const stream of testStreams) {
      const { config, data } = item(stream);
      const last = data.length - unitStarts(data).at(-1)! - 4;
      for (const share of [0.05, 0.3, 0.6, 0.9]) {
        const count = Math.max(2, Math.floor(share * (last - 3)));
        if (last - count < 3) continue;
        expect(refusal({ config, data: shortened(data, count) }), `${stream.name}, ${count} less`).toBe(
          "image-damaged",
        );
      }
      expect(refusal({ config, data: data.subarray(0, data.length - 1) })).toBe("image-damaged");
    }
  });

  it("is a picture of which a slice is missing, doubled or out of order", () => {
    const stream = named("dependent slice segments in a wavefront");
    const { config, data } = item(stream);
    const starts = [...unitStarts(data), data.length];
    const units = starts.slice(0, -1).map((start, i) => data.subarray(start, starts[i + 1]));
    expect(units.length).toBeGreaterThan(3);
    expect(sha256(decodeHevcStill({ config, data: joined(units) }))).toBe(stream.sha256);
    expect(refusal({ config, data: joined(units.toSpliced(1, 1)) })).toBe("image-damaged");
    expect(refusal({ config, data: joined(units.slice(0, -1)) })).toBe("image-damaged");
    expect(refusal({ config, data: joined(units.toSpliced(1, 0, units[1]!)) })).toBe("image-damaged");
    expect(refusal({ config, data: joined([units[0]!, units[2]!, units[1]!, ...units.slice(3)]) })).toBe(
      "image-damaged",
    );
  });
});

describe("hostile bytes", () => {
  const codes = new Set([undefined, "image-damaged", "image-unsupported", "image-too-large"]);
  // Bounds the time as well: whatever the bytes claim, no more samples than these are decoded.
  const maxPixels = 200_000;
  const edits = fc.array(fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(255)), {
    minLength: 1,
    maxLength: 8,
  });
  const edited = (original: Uint8Array, changes: [number, number][]): Uint8Array => {
    const copy = original.slice();
    for (const [place, value] of changes) copy[Math.floor(place * copy.length)] = value;
    return copy;
  };

  it("give a picture or one of three errors when the slices are changed", () => {
    fc.assert(
      fc.property(fc.constantFrom(...testStreams), edits, (stream, changes) => {
        const { config, data } = item(stream);
        expect(codes).toContain(refusal({ config, data: edited(data, changes), maxPixels }));
      }),
      { numRuns: 400 },
    );
  });

  it("give a picture or one of three errors when the parameter sets are changed", () => {
    fc.assert(
      fc.property(fc.constantFrom(...testStreams), edits, (stream, changes) => {
        const { config, data } = item(stream);
        expect(codes).toContain(refusal({ config: edited(config, changes), data, maxPixels }));
      }),
      { numRuns: 600 },
    );
  });

  it("give a picture or one of three errors when they are random behind a sound header", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...testStreams),
        fc.uint8Array({ minLength: 200, maxLength: 3000 }),
        (stream, noise) => {
          const { config, data } = item(stream);
          const copy = data.slice();
          const from = unitStarts(data)[0]! + 16;
          copy.set(noise.subarray(0, Math.max(0, copy.length - from)), from);
          expect(codes).toContain(refusal({ config, data: copy, maxPixels }));
        },
      ),
      { numRuns: 200 },
    );
  });
});
