import { describe, expect, it } from "vitest";
import { batchLength } from "./batch-length.ts";

const many = (count: number, length: number) =>
  Array.from({ length: count }, () => ({ conversation: new Uint8Array(16), bytes: new Uint8Array(length) }));
const lengthFor = (count: number, length: number, recipients: number) =>
  batchLength(many(count, length), { recipientsOf: () => recipients, maxFanOutBytes: 1_000_000 });

describe("a batch of messages", () => {
  it("holds what is written for all recipients together, and at least one message", () => {
    expect(lengthFor(50, 10_000, 10)).toBe(10);
    expect(lengthFor(50, 10_000, 1)).toBe(50);
    expect(lengthFor(50, 200_000, 250)).toBe(1);
  });

  it("holds at most 128 messages", () => {
    expect(lengthFor(500, 1, 1)).toBe(128);
    expect(lengthFor(0, 1, 1)).toBe(0);
  });
});
