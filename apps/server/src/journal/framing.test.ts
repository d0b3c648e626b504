import { concatBytes } from "@whosecopy/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chainStart, type Frame, frameAfter, frameBytes, readFrames } from "./framing.ts";

const segment = "00000001-0123456789abcdef";
const payloads = fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 8 });

function chain(list: readonly Uint8Array[]): Frame[] {
  let digest = chainStart(segment);
  return list.map((payload) => {
    const frame = frameAfter(digest, payload);
    digest = frame.digest;
    return frame;
  });
}

const fileOf = (frames: readonly Frame[]) => concatBytes(...frames.map(frameBytes));

describe("a segment of the journal", () => {
  it("is read back as it was written", () => {
    fc.assert(
      fc.property(payloads, (list) => {
        expect(readFrames(segment, fileOf(chain(list))).map((frame) => frame.payload)).toEqual(list);
      }),
    );
  });

  it("cut off anywhere is read up to its last whole frame", () => {
    fc.assert(
      fc.property(payloads, fc.nat(), (list, at) => {
        const frames = chain(list);
        const file = fileOf(frames);
        const cut = file.subarray(0, at % file.length);
        const read = readFrames(segment, cut);
        expect(read).toEqual(frames.slice(0, read.length));
        const whole = fileOf(frames.slice(0, read.length + 1));
        expect(whole.length).toBeGreaterThan(cut.length);
      }),
    );
  });

  it("whose last frame was not written whole, but for its length, leaves that one out", () => {
    const frames = chain([Uint8Array.of(1), Uint8Array.of(2, 3, 4)]);
    const file = fileOf(frames);
    file.fill(0, file.length - 20);
    expect(readFrames(segment, file)).toEqual(frames.slice(0, 1));
    expect(readFrames(segment, concatBytes(fileOf(frames), new Uint8Array(512)))).toEqual(frames);
  });

  it("with a frame changed, exchanged or left out before the last is refused", () => {
    const frames = chain([1, 2, 3, 4].map((n) => new Uint8Array(40).fill(n)));
    const flipped = fileOf(frames);
    flipped[10] = 99;
    const [a, b, c, d] = frames as [Frame, Frame, Frame, Frame];
    for (const file of [flipped, fileOf([b, a, c, d]), fileOf([a, c, d])]) {
      expect(() => readFrames(segment, file)).toThrow(expect.objectContaining({ code: "store-damaged" }));
    }
  });

  it("under another name is refused: a segment can't stand in for another", () => {
    const file = fileOf(chain([1, 2, 3].map((n) => new Uint8Array(40).fill(n))));
    expect(() => readFrames("00000002-0123456789abcdef", file)).toThrow(
      expect.objectContaining({ code: "store-damaged" }),
    );
  });
});
