import { concatBytes } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { nobleAead } from "./aead.ts";
import { openBundle, sealBundle } from "./bundle.ts";
import { deriveCopyKey } from "./copy-key.ts";
import { nodeAead } from "./node/aead.ts";
import { asSecret } from "./secret.ts";
import { flipBit } from "./testing/bytes.ts";
import { seededRandom } from "./testing/seeded-random.ts";
import { ciphertextForTwoKeys } from "./testing/two-openings.ts";

const random = seededRandom(12);
const coreDigest = random.bytes(32);
const copyId = random.bytes(16);
const newCopyKey = () =>
  deriveCopyKey({
    copyId,
    coreDigest,
    senderShare: asSecret<"sender-share">(random.bytes(32)),
    hostShare: asSecret<"host-share">(random.bytes(32)),
  });
const copyKey = newCopyKey();
const bundle = random.bytes(33 + 16 * 40);
const damaged = expect.objectContaining({ code: "copy-damaged", message: "sealed bytes do not open" });

describe("a sealed bundle", () => {
  const sealed = sealBundle({ copyKey, coreDigest, bundle });

  it("is the commitment and the bundle under the copy key, bound to the core", () => {
    const inner = nobleAead.seal({ key: copyKey.key, plaintext: bundle, aad: coreDigest });
    expect(sealed).toEqual(concatBytes(copyKey.commitment, inner));
    expect(openBundle({ copyKey, coreDigest, sealed })).toEqual(bundle);
    expect(sealBundle({ copyKey, coreDigest, bundle, aead: nodeAead })).toEqual(sealed);
  });

  it("opens for no other key or core, with no bit changed and nothing missing", () => {
    expect(() => openBundle({ copyKey: newCopyKey(), coreDigest, sealed })).toThrow(damaged);
    expect(() => openBundle({ copyKey, coreDigest: flipBit(coreDigest, 3), sealed })).toThrow(damaged);
    for (let at = 0; at < sealed.length * 8; at += 61) {
      expect(() => openBundle({ copyKey, coreDigest, sealed: flipBit(sealed, at) })).toThrow(damaged);
    }
    for (const end of [0, 31, 32, 47, 48, sealed.length - 1]) {
      expect(() => openBundle({ copyKey, coreDigest, sealed: sealed.subarray(0, end) })).toThrow(damaged);
    }
  });

  it("can't be made to open under two keys, though the cipher alone can", () => {
    const other = newCopyKey();
    const forged = ciphertextForTwoKeys([copyKey.key, other.key], coreDigest);
    const first = nobleAead.open({ key: copyKey.key, ciphertext: forged, aad: coreDigest });
    const second = nobleAead.open({ key: other.key, ciphertext: forged, aad: coreDigest });
    expect(first).not.toEqual(second);

    const claimed = concatBytes(copyKey.commitment, forged);
    expect(openBundle({ copyKey, coreDigest, sealed: claimed })).toEqual(first);
    expect(() => openBundle({ copyKey: other, coreDigest, sealed: claimed })).toThrow(damaged);
  });

  it("has its commitment checked before anything is decrypted", () => {
    let opened = 0;
    const counting = { ...nobleAead, open: () => (opened++, bundle) };
    expect(() => openBundle({ copyKey: newCopyKey(), coreDigest, sealed, aead: counting })).toThrow(damaged);
    expect(opened).toBe(0);
  });
});
