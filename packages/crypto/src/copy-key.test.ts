import { hkdfSync } from "node:crypto";
import { concatBytes, utf8 } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { deriveCopyKey } from "./copy-key.ts";
import { sha256 } from "./hash.ts";
import { hostShareCommitment, isCommittedHostShare } from "./host-share.ts";
import { asSecret } from "./secret.ts";
import { flipBit } from "./testing/bytes.ts";
import { seededRandom } from "./testing/seeded-random.ts";

const random = seededRandom(11);
const copyId = random.bytes(16);
const senderShare = asSecret<"sender-share">(random.bytes(32));
const hostShare = asSecret<"host-share">(random.bytes(32));
const wordKey = random.bytes(32);
const coreDigest = random.bytes(32);
const parts = { copyId, senderShare, hostShare, coreDigest };

describe("a copy key", () => {
  it("is HKDF of both shares, salted by the copy's id, for its core", () => {
    const info = concatBytes(utf8("marked-media/1/copy-key"), coreDigest);
    const expected = (ikm: Uint8Array) => new Uint8Array(hkdfSync("sha256", ikm, copyId, info, 64));
    const plain = deriveCopyKey(parts);
    expect(concatBytes(plain.key, plain.commitment)).toEqual(expected(concatBytes(senderShare, hostShare)));
    const withWord = deriveCopyKey({ ...parts, wordKey });
    expect(concatBytes(withWord.key, withWord.commitment)).toEqual(
      expected(concatBytes(senderShare, hostShare, wordKey)),
    );
  });

  it("changes with every part: copy, shares, word and core", () => {
    const changes = [
      {},
      { copyId: flipBit(copyId, 5) },
      { senderShare: asSecret<"sender-share">(flipBit(senderShare, 5)) },
      { hostShare: asSecret<"host-share">(flipBit(hostShare, 5)) },
      { senderShare: asSecret<"sender-share">(hostShare), hostShare: asSecret<"host-share">(senderShare) },
      { wordKey },
      { coreDigest: flipBit(coreDigest, 5) },
    ];
    const keys = changes.map((change) => deriveCopyKey({ ...parts, ...change }));
    expect(new Set(keys.map(({ key }) => key.join())).size).toBe(changes.length);
    expect(new Set(keys.map(({ commitment }) => commitment.join())).size).toBe(changes.length);
  });

  it("is not made of parts of another length", () => {
    const refused = expect.objectContaining({ code: "bad-input" });
    for (const change of [{ copyId: wordKey }, { wordKey: copyId }, { coreDigest: copyId }]) {
      expect(() => deriveCopyKey({ ...parts, ...change })).toThrow(refused);
    }
    expect(() => asSecret<"host-share">(copyId)).toThrow(refused);
  });
});

describe("the commitment to a host share", () => {
  it("is the hash of label, copy and share, and holds for nothing else", () => {
    const commitment = hostShareCommitment({ copyId, hostShare });
    expect(commitment).toEqual(sha256(utf8("marked-media/1/host-share"), copyId, hostShare));
    expect(isCommittedHostShare({ copyId, hostShare, commitment })).toBe(true);
    const other = asSecret<"host-share">(flipBit(hostShare, 0));
    expect(isCommittedHostShare({ copyId, hostShare: other, commitment })).toBe(false);
    expect(isCommittedHostShare({ copyId: flipBit(copyId, 0), hostShare, commitment })).toBe(false);
    expect(isCommittedHostShare({ copyId, hostShare, commitment: commitment.slice(1) })).toBe(false);
  });
});
