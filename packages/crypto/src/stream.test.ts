import { concatBytes, equalBytes } from "@whosecopy/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nobleAead } from "./aead.ts";
import { nodeAead } from "./node/aead.ts";
import { prg } from "./prg.ts";
import {
  openChunk,
  openStream,
  sealChunk,
  sealedStreamChunkLength,
  sealedStreamLength,
  sealStream,
  streamChunkLength,
  streamOpener,
} from "./stream.ts";
import { flipBit } from "./testing/bytes.ts";

const key = new Uint8Array(32).fill(3);
const damaged = expect.objectContaining({ code: "copy-damaged", message: "sealed bytes do not open" });
const lengths = [0, 1, 65_535, 65_536, 65_537, 131_072, 150_000];
// Large arrays are compared by equalBytes: the matchers take seconds over them.
const text = (length: number) => prg(new Uint8Array(32).fill(4), length);

describe("a sealed stream", () => {
  it("opens to what was sealed, with the length that was foretold, around every chunk border", () => {
    for (const length of lengths) {
      const sealed = sealStream(key, text(length));
      expect(sealed.length).toBe(sealedStreamLength(length));
      expect(equalBytes(openStream(key, sealed), text(length))).toBe(true);
    }
  });

  it("is chunks of ChaCha20-Poly1305 with a counter of 11 bytes and a last flag for a nonce, as in age", () => {
    const sealed = sealStream(key, text(70_000));
    const expected = concatBytes(
      nobleAead.seal({ key, plaintext: text(65_536), nonce: new Uint8Array(12) }),
      nobleAead.seal({
        key,
        plaintext: text(70_000).slice(65_536),
        nonce: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1),
      }),
    );
    expect(equalBytes(sealed, expected)).toBe(true);
  });

  it("counts beyond 32 bits", () => {
    const nonce = Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 1);
    const plaintext = text(9);
    const chunk = sealChunk({ key, index: 2 ** 32 + 2, last: true, plaintext });
    expect(chunk).toEqual(nobleAead.seal({ key, plaintext, nonce }));
  });

  it("is the same by either provider", () => {
    expect(equalBytes(sealStream(key, text(150_000), nodeAead), sealStream(key, text(150_000)))).toBe(true);
    expect(equalBytes(openStream(key, sealStream(key, text(70_000)), nodeAead), text(70_000))).toBe(true);
  });

  it("is refused when cut off anywhere, at chunk borders too", () => {
    const sealed = sealStream(key, text(150_000), nodeAead);
    const ends = [0, 15, 16, 17, 65_536, 65_552, 65_553, 131_104, 131_105, 131_120, sealed.length - 1];
    for (const end of ends) expect(() => openStream(key, sealed.subarray(0, end), nodeAead)).toThrow(damaged);
  });

  it("is refused with anything behind it, even another whole stream", () => {
    for (const length of [0, 5, 65_536]) {
      const sealed = sealStream(key, text(length));
      expect(() => openStream(key, concatBytes(sealed, Uint8Array.of(0)))).toThrow(damaged);
      expect(() => openStream(key, concatBytes(sealed, sealed))).toThrow(damaged);
      expect(() => openStream(key, concatBytes(sealed, sealStream(key, new Uint8Array(0))))).toThrow(damaged);
    }
  });

  it("is refused when chunks are exchanged, left out or repeated", () => {
    const sealed = sealStream(key, text(200_000), nodeAead);
    const [a, b, c, d] = [0, 1, 2, 3].map((i) =>
      sealed.slice(i * sealedStreamChunkLength, (i + 1) * sealedStreamChunkLength),
    ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    expect(equalBytes(openStream(key, concatBytes(a, b, c, d), nodeAead), text(200_000))).toBe(true);
    for (const order of [[b, a, c, d], [a, c, d], [a, b, b, c, d], [b, c, d], [a, b, c, d, d], [d]]) {
      expect(() => openStream(key, concatBytes(...order), nodeAead)).toThrow(damaged);
    }
  });

  it("is refused when any bit was changed", () => {
    const sealed = sealStream(key, text(65_600), nodeAead);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: sealed.length * 8 - 1 }), (at) => {
        expect(() => openStream(key, flipBit(sealed, at), nodeAead)).toThrow(damaged);
      }),
      { numRuns: 60 },
    );
    expect(() => openStream(key.with(0, 0), sealed)).toThrow(damaged);
  });

  it("has no second spelling: an empty last chunk stands only in an empty stream, and other chunks are full", () => {
    const full = sealChunk({ key, index: 0, last: false, plaintext: text(streamChunkLength) });
    const emptyLast = nobleAead.seal({
      key,
      plaintext: new Uint8Array(0),
      nonce: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1),
    });
    expect(() => openStream(key, concatBytes(full, emptyLast))).toThrow(damaged);
    expect(() => sealChunk({ key, index: 1, last: true, plaintext: new Uint8Array(0) })).toThrow("length");
    expect(() => sealChunk({ key, index: 0, last: false, plaintext: text(10) })).toThrow("length");
    expect(() => sealChunk({ key, index: 0, last: true, plaintext: text(streamChunkLength + 1) })).toThrow("length");
  });
});

describe("a stream in pieces", () => {
  it("opens as it comes, whatever the pieces", () => {
    const sealed = new Map(lengths.map((length) => [length, sealStream(key, text(length), nodeAead)]));
    fc.assert(
      fc.property(fc.constantFrom(...lengths), fc.array(fc.integer({ min: 0, max: 150_100 })), (length, cuts) => {
        const whole = sealed.get(length) ?? new Uint8Array(0);
        const ends = [...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
        const opener = streamOpener({ key, aead: nodeAead });
        const opened = ends.map((end, i) => opener.push(whole.subarray(ends[i - 1] ?? 0, end)));
        expect(equalBytes(concatBytes(...opened, opener.end()), text(length))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("gives chunks back before the end, and refuses an end that comes too early", () => {
    const sealed = sealStream(key, text(131_072), nodeAead);
    const opener = streamOpener({ key });
    expect(opener.push(sealed.subarray(0, sealedStreamChunkLength))).toEqual(new Uint8Array(0));
    expect(
      equalBytes(opener.push(sealed.subarray(sealedStreamChunkLength, sealedStreamChunkLength + 1)), text(65_536)),
    ).toBe(true);
    expect(() => opener.end()).toThrow(damaged);

    const cut = streamOpener({ key });
    cut.push(sealed.subarray(0, sealedStreamChunkLength));
    expect(() => cut.end()).toThrow(damaged);
  });

  it("can be sealed and opened chunk by chunk, each in its place only", () => {
    const first = sealChunk({ key, index: 0, last: false, plaintext: text(65_536) });
    const second = sealChunk({ key, index: 1, last: true, plaintext: text(20) });
    expect(equalBytes(openStream(key, concatBytes(first, second)), concatBytes(text(65_536), text(20)))).toBe(true);
    expect(openChunk({ key, index: 1, last: true, ciphertext: second })).toEqual(text(20));
    for (const [index, last] of [
      [0, true],
      [2, true],
      [1, false],
    ] as const) {
      expect(() => openChunk({ key, index, last, ciphertext: second })).toThrow(damaged);
    }
    expect(() => openChunk({ key, index: 0, last: true, ciphertext: new Uint8Array(3) })).toThrow(damaged);
  });
});
