import type { Picture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { beforeAll, describe, expect, it } from "vitest";
import { nodeRegistrar } from "../node/index.ts";
import type { Registrar } from "../register/registrar.ts";
import type { Corner } from "./match.ts";
import { eightPersons, type SentPicture, sendPicture, testPerson, trace } from "./testing/case.ts";
import { damages, mirrored, recompress } from "./testing/damage.ts";
import { drawnPicture } from "./testing/drawn-picture.ts";
import { traceLeak, type TraceLeakParams } from "./trace-leak.ts";
import type { TraceResult } from "./trace-result.ts";

const picture = drawnPicture(768, 512, 1);
let sent: SentPicture;
let other: SentPicture;

beforeAll(async () => {
  sent = await sendPicture({ picture, secret: 1 });
  other = await sendPicture({ picture: drawnPicture(600, 400, 2), secret: 2 });
});

function attributedTo(result: TraceResult): number[] {
  return result.verdict === "attributed" ? result.attributed.map(({ person }) => person) : [];
}

describe("a leaked copy of a drawn picture", () => {
  it.each(Object.keys(damages).map((what, i) => [what, i] as const))("%s: is traced to its person", async (what, i) => {
    const leak = await damages[what]!(await sent.copyOf(eightPersons[i]!));
    const result = await trace(leak, [sent.encoding]);
    expect(attributedTo(result)).toEqual([i]);
    if (result.verdict === "attributed") expect(result.attributed[0]!.log10Bound).toBeLessThanOrEqual(-9);
  });

  it("has a mark at least 45 dB below the picture", () => {
    expect(sent.psnrDb).toBeGreaterThanOrEqual(45);
    expect(other.psnrDb).toBeGreaterThanOrEqual(45);
  });

  it("is found among several pictures sent, and what is counted is told", async () => {
    const leak = await recompress(mirrored(await sent.copyOf(eightPersons[5]!)), 60);
    const result = await trace(leak, [other.encoding, sent.encoding]);
    expect(attributedTo(result)).toEqual([5]);
    expect(result).toMatchObject({
      encodingId: sent.encoding.id,
      attributed: [{ accounting: { words: 8, references: 1, decoders: 4, attempt: 1 } }],
      match: { mirrored: true },
    });
  });

  it("lies where the report says", async () => {
    const leak = await damages["cropped to half its area"]!(await sent.copyOf(eightPersons[0]!));
    const result = await trace(leak, [sent.encoding]);
    if (result.verdict !== "attributed") throw new Error("expected an attribution");
    expect(result.match.matchedFraction).toBeGreaterThan(0.42);
    expect(result.match.matchedFraction).toBeLessThan(0.52);
    const [topLeft, , bottomRight] = result.match.leakInOriginal;
    expect(topLeft![0]).toBeCloseTo(67.5, 0);
    expect(topLeft![1]).toBeCloseTo(89.5, 0);
    expect(bottomRight![0] - topLeft![0]).toBeCloseTo(leak.width, 0);
    expect(bottomRight![1] - topLeft![1]).toBeCloseTo(leak.height, 0);
    const { columns, rows, legibility } = result.match.tiles;
    expect(legibility.length).toBe(columns * rows);
    expect(legibility[0]).toBe(0);
    expect(legibility[16 * columns + 24]).toBeGreaterThan(128);
  });
});

describe("nobody is named", () => {
  it("for the picture without a mark", async () => {
    const result = await trace(await recompress(picture, 85), [sent.encoding]);
    expect(result).toMatchObject({ verdict: "not-attributed", hints: expect.arrayContaining(["perhaps-unmarked"]) });
  });

  it("for a copy made for somebody who is not on the list", async () => {
    const result = await trace(await recompress(await sent.copyOf(testPerson("stranger")), 85), [sent.encoding]);
    expect(result.verdict).toBe("not-attributed");
  });

  it("for a copy from another encoding of the same picture", async () => {
    const again = await sendPicture({ picture, secret: 3 });
    const result = await trace(await recompress(await again.copyOf(eightPersons[0]!), 85), [sent.encoding]);
    expect(result.verdict).toBe("not-attributed");
  });

  it("for another picture", async () => {
    const result = await trace(await other.copyOf(eightPersons[0]!), [sent.encoding]);
    expect(result).toEqual({ verdict: "not-this-picture" });
  });

  it("when words are not shown: the answer is the same for any list of people and any words", async () => {
    const leak = await recompress(await sent.copyOf(testPerson("stranger")), 70);
    const { encoding } = sent;
    const first = await trace(leak, [encoding]);
    const wordRoot = new Uint8Array(32).fill(99);
    const others = ["P", "Q", "R", "S", "T", "U", "V", "W"].map((name) => testPerson(name));
    const second = await trace(leak, [{ ...encoding, persons: others, keys: { ...encoding.keys, wordRoot } }]);
    const biasSeed = new Uint8Array(32).fill(98);
    const third = await trace(leak, [{ ...encoding, keys: { ...encoding.keys, wordRoot, biasSeed } }]);
    const nobody = await trace(leak, [{ ...encoding, persons: [] }]);
    expect(first.verdict).toBe("not-attributed");
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(nobody).toEqual(first);
  });
});

describe("corners set by hand", () => {
  /** Finds nothing by itself: what is too small, too plain or repeats itself. */
  const blind: Registrar = {
    register: (params) => (params.start === undefined ? Promise.resolve(null) : nodeRegistrar.register(params)),
  };
  const run = (leak: Picture, more: Partial<TraceLeakParams>) => {
    const nextAttempt = () => Promise.resolve(3);
    return traceLeak({
      leak,
      encodings: [sent.encoding],
      registrar: blind,
      codecs: nodeCodecs,
      nextAttempt,
      ...more,
    });
  };
  // Of the drawn picture in the screenshot of `damages`: 30 px from the left, 90 from the top, 0.8 of its size.
  const corners = (wrong: number): Corner[] => [
    [30 + wrong, 90 - wrong],
    [30 + 614 - wrong, 90 + wrong],
    [30 + 614, 90 + 410 + wrong],
    [30 - wrong, 90 + 410],
  ];

  it("find what is not found otherwise, also when they are some pixels off, and count as any other run", async () => {
    const leak = await damages["on a screenshot"]!(await sent.copyOf(eightPersons[2]!));
    expect(await run(leak, {})).toEqual({ verdict: "not-this-picture" });
    const found = await run(leak, { placement: { unit: "pixel", leak: corners(4) } });
    expect(found).toMatchObject({
      attributed: [{ person: 2, accounting: { attempt: 3 } }],
      match: { mirrored: false },
    });
  });

  it("may be those of a part, and go around the other way in a mirrored leak", async () => {
    const leak = mirrored(await sent.copyOf(eightPersons[4]!));
    const original: Corner[] = [
      [0.5, 0],
      [1, 0],
      [1, 1],
      [0.5, 1],
    ];
    const found = await run(leak, {
      placement: { unit: "share", original, leak: original.map(([x, y]): Corner => [1.005 - x, y]) },
    });
    expect(found).toMatchObject({ attributed: [{ person: 4 }], match: { mirrored: true } });
  });

  it("name nobody on another picture, however often they are set", async () => {
    const leak = await other.copyOf(eightPersons[0]!);
    for (const wrong of [0, 20]) {
      const found = await run(leak, { placement: { unit: "pixel", leak: corners(wrong) } });
      expect(found.verdict).toBe("not-attributed");
      if (found.verdict === "not-attributed") expect(found.match.matchedFraction).toBeLessThan(0.4);
    }
  });

  it("are of one picture, and are corners", async () => {
    const placement = { unit: "pixel", leak: corners(0) } as const;
    const encodings = [sent.encoding, other.encoding];
    await expect(run(picture, { placement, encodings })).rejects.toMatchObject({ code: "bad-input" });
    const line = { unit: "pixel", leak: corners(0).map(([x]): Corner => [x, x]) } as const;
    await expect(run(picture, { placement: line })).rejects.toMatchObject({ code: "bad-input" });
  });
});

describe("a run", () => {
  const parts = { registrar: nodeRegistrar, codecs: nodeCodecs };

  it("is counted once per picture scored, and a run that can't be counted names nobody", async () => {
    const leak = await sent.copyOf(eightPersons[0]!);
    const counted: string[] = [];
    const nextAttempt = (id: string) => Promise.resolve(counted.push(id));
    const encodings = [sent.encoding, other.encoding];
    await traceLeak({ leak, encodings, nextAttempt, ...parts });
    expect(counted).toEqual([sent.encoding.id]);
    const full = () => Promise.reject(new Error("disk full"));
    await expect(traceLeak({ leak, encodings, nextAttempt: full, ...parts })).rejects.toThrow("disk full");
    const zero = () => Promise.resolve(0);
    await expect(traceLeak({ leak, encodings, nextAttempt: zero, ...parts })).rejects.toMatchObject({
      code: "internal",
    });
  });

  it("goes through its stages in order, ends at 1, and can be cancelled", async () => {
    const leak = await sent.copyOf(eightPersons[0]!);
    const steps: string[] = [];
    let done = 0;
    const nextAttempt = () => Promise.resolve(1);
    const onProgress = (progress: { stage: string; done: number }) => {
      expect(progress.done).toBeGreaterThanOrEqual(done);
      done = progress.done;
      if (steps.at(-1) !== progress.stage) steps.push(progress.stage);
    };
    await traceLeak({ leak, encodings: [sent.encoding], nextAttempt, onProgress, ...parts });
    expect(steps).toEqual(["register", "measure", "score"]);
    expect(done).toBe(1);
    const cancelled = { leak, encodings: [sent.encoding], nextAttempt, signal: AbortSignal.abort(), ...parts };
    await expect(traceLeak(cancelled)).rejects.toMatchObject({ code: "cancelled" });
  });

  it("refuses thresholds that can't be proven or mean nothing", async () => {
    for (const threshold of [0, 1e-13, 0.5, Number.NaN, -1]) {
      const run = traceLeak({
        leak: picture,
        encodings: [],
        nextAttempt: () => Promise.resolve(1),
        threshold,
        ...parts,
      });
      await expect(run).rejects.toMatchObject({ code: "bad-input" });
    }
  });
});
