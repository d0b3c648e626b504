import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { deriveEncodingKeys } from "./encoding-keys.ts";

describe("the keys of an encoding", () => {
  it("are HKDF-Expand(HKDF-Extract(empty, AS), label and attachment id), one label each", () => {
    const secret = new Uint8Array(32).fill(5);
    const attId = new Uint8Array(16).fill(6);
    const prk = createHmac("sha256", new Uint8Array(32)).update(secret).digest();
    const expected = (name: string) =>
      new Uint8Array(
        createHmac("sha256", prk).update(`marked-media/1/${name}`).update(attId).update(Uint8Array.of(1)).digest(),
      );
    expect(deriveEncodingKeys(secret, attId)).toEqual({
      tileRoot: expected("tile"),
      slotSeed: expected("slot"),
      biasSeed: expected("bias"),
      patternSeed: expected("pattern"),
      wordRoot: expected("word"),
    });
  });
});
