import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Sighting, type SightingKind, sightingKinds } from "../content/sighting.ts";
import { type Finding, severities, type Severity } from "../report/finding.ts";
import { PrivateValue } from "../report/private-value.ts";
import { type AdvisedRecipient, advise, type AdviseParams } from "./advise.ts";
import { looksLikeChat } from "./chat-screenshot.ts";
import { lookAlike } from "./look-alike.ts";

const box = { x: 1, y: 2, width: 30, height: 40 };
const sighting = (kind: SightingKind): Sighting => ({ kind, box, sureness: 0.9 });
const finding = (severity: Severity, more: Partial<Finding> = {}): Finding => ({
  kind: "place",
  severity,
  sentence: "",
  where: ["Exif"],
  cleanable: "removed",
  ...more,
});
const ben: AdvisedRecipient = { handle: "ben", verified: true, messages: 40, daysSinceLast: 1 };
const calm: AdviseParams = {
  findings: [],
  sightings: [],
  recipients: [ben],
  contacts: [ben],
  policy: { opens: 1, expiresAfterHours: 24, save: false },
  receivedFrom: null,
  chat: false,
};
const first = (params: Partial<AdviseParams>) => advise({ ...calm, ...params }).advice[0];

describe("advice before sending", () => {
  it("says nothing when there is nothing to say, and leaves every choice open", () => {
    expect(advise(calm)).toEqual({ advice: [], choices: ["send", "sleep-on-it", "dont-send"] });
  });

  it("guards against a recipient who looks like somebody else", () => {
    const recipients = [{ ...ben, handle: "ana.k", verified: false, messages: 0, daysSinceLast: null }];
    const contacts = [{ handle: "ana_k", messages: 20 }];
    expect(first({ recipients, contacts })).toMatchObject({
      kind: "look-alike-recipient",
      fix: { action: "check-recipient", handle: "ana.k" },
    });
    expect(first({ recipients, contacts: [{ handle: "ana_k", messages: 0 }] })?.kind).toBe("unverified-recipient");
  });

  it.each([
    ["a card in the picture", { sightings: [sighting("payment-card")] }, "secret-in-picture", "cover"],
    ["a place in the file", { findings: [finding("locates-you")] }, "gives-place", "clean"],
    ["a picture of somebody else's", { receivedFrom: "chloe" }, "somebody-elses", "ask-sender"],
    ["an unverified person", { recipients: [{ ...ben, verified: false }] }, "unverified-recipient", "verify"],
    ["people in the picture", { sightings: [sighting("face"), sighting("face")] }, "people-in-picture", "cover"],
    ["a chat", { chat: true, sightings: [sighting("text")] }, "somebodys-chat", "cover"],
    ["names in the file", { findings: [finding("identifies-you")] }, "gives-away", "clean"],
    ["a phone number", { sightings: [sighting("phone-number")] }, "details-in-picture", "cover"],
    [
      "a person not written to for long",
      { recipients: [{ ...ben, daysSinceLast: 400 }] },
      "unusual-recipient",
      "check-recipient",
    ],
  ])("has a word and a fix for %s", (_, params, kind, action) => {
    expect(first(params)).toMatchObject({ kind, fix: { action } });
  });

  it("uses nudity to suggest tighter limits, and for nothing else", () => {
    const sightings = [sighting("nudity")];
    expect(first({ sightings })).toBeUndefined();
    const open = { opens: null, expiresAfterHours: 24, save: false };
    expect(first({ sightings, policy: open })).toMatchObject({ kind: "private-picture", fix: { action: "tighten" } });
  });

  it("does not offer to remove what can't be removed", () => {
    expect(first({ findings: [finding("locates-you", { cleanable: "stays" })] })).toBeUndefined();
  });

  it("says at most three things, the worst first, whatever comes together", () => {
    const kinds = fc.uniqueArray(fc.constantFrom(...sightingKinds));
    const found = fc.uniqueArray(fc.constantFrom(...severities));
    const order = ["look-alike-recipient", "secret-in-picture", "private-picture", "gives-place", "somebody-elses"];
    fc.assert(
      fc.property(kinds, found, fc.boolean(), fc.boolean(), (seen, severity, chat, received) => {
        const { advice } = advise({
          ...calm,
          chat,
          sightings: seen.map(sighting),
          findings: severity.map((one) => finding(one)),
          receivedFrom: received ? "chloe" : null,
          policy: { opens: null, expiresAfterHours: null, save: true },
        });
        expect(advice.length).toBeLessThanOrEqual(3);
        const ranks = advice.map(({ kind }) => order.indexOf(kind)).map((rank) => (rank < 0 ? 99 : rank));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        for (const { sentence } of advice) expect(sentence).not.toMatch(/score|danger|never|must|!/iu);
      }),
    );
  });
});

describe("names that look alike", () => {
  it.each([
    ["ben.k", "ben_k"],
    ["ben", "bеn"],
    ["anna1", "annal"],
    ["modern", "modem"],
    ["chloe", "chole"],
    ["chloe", "chlo"],
    ["José", "jose"],
  ])("%s and %s", (a, b) => {
    expect(lookAlike(a, b)).toBe(true);
    expect(lookAlike(b, a)).toBe(true);
  });

  it.each([
    ["ben", "ben"],
    ["ben", "dan"],
    ["ana", "ann"],
    ["chloe", "claire"],
  ])("not %s and %s", (a, b) => {
    expect(lookAlike(a, b)).toBe(false);
  });
});

describe("a screenshot of a chat", () => {
  const lines = Array.from({ length: 8 }, () => sighting("text"));
  it("is shaped like a screen, full of text, and from no camera", () => {
    expect(looksLikeChat({ width: 1080, height: 2340, findings: [], sightings: lines })).toBe(true);
    expect(looksLikeChat({ width: 1080, height: 2340, findings: [], sightings: lines.slice(5) })).toBe(false);
    expect(looksLikeChat({ width: 4000, height: 3000, findings: [], sightings: lines })).toBe(false);
    const camera = [finding("identifies-you", { kind: "device-model" })];
    expect(looksLikeChat({ width: 1080, height: 2340, findings: camera, sightings: lines })).toBe(false);
  });

  it("may say so itself", () => {
    const findings = [finding("harmless", { kind: "text", value: new PrivateValue("Screenshot") })];
    expect(looksLikeChat({ width: 1600, height: 1200, findings, sightings: lines })).toBe(true);
  });
});
