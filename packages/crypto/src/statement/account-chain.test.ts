import { type AccountEntry, type SignedStatement, WhosecopyError } from "@whosecopy/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeSignatures } from "../node/signatures.ts";
import { systemRandom } from "../random.ts";
import { generateSigningKey, type SigningKeyPair } from "../sign.ts";
import { entryDigest, extendAccountChain, isActiveDevice, readAccountChain } from "./account-chain.ts";
import { signStatement } from "./signed.ts";

const recovery = generateSigningKey(systemRandom);
const phone = generateSigningKey(systemRandom);
const laptop = generateSigningKey(systemRandom);
const stranger = generateSigningKey(systemRandom);

const entry = (value: AccountEntry, key: SigningKeyPair): SignedStatement =>
  signStatement({ type: "account-entry", value, secretKey: key.secretKey, signatures: nodeSignatures });

const genesis = entry(
  { v: 1, kind: "genesis", recovery: recovery.publicKey, device: phone.publicKey, at: 1 },
  recovery,
);
const byPhone = { kind: "device", device: phone.publicKey } as const;
const addLaptop = entry(
  { v: 1, kind: "add-device", prev: entryDigest(genesis), by: byPhone, device: laptop.publicKey, at: 2 },
  phone,
);
const revokePhone = entry(
  {
    v: 1,
    kind: "revoke-device",
    prev: entryDigest(addLaptop),
    by: { kind: "recovery" },
    device: phone.publicKey,
    at: 3,
  },
  recovery,
);
const read = (chain: SignedStatement[], acct?: Uint8Array) => readAccountChain(chain, nodeSignatures, acct);
const invalid = expect.objectContaining({ code: "chain-invalid" });

describe("an account chain", () => {
  it("names the account by its first entry and knows which devices are active", () => {
    const view = read([genesis, addLaptop, revokePhone], entryDigest(genesis));
    expect(view.acct).toEqual(entryDigest(genesis));
    expect(view.version).toBe(3);
    expect(isActiveDevice(view, laptop.publicKey)).toBe(true);
    expect(isActiveDevice(view, phone.publicKey)).toBe(false);
    expect(isActiveDevice(view, stranger.publicKey)).toBe(false);
  });

  it("is refused as another account's, whatever the server says", () => {
    expect(() => read([genesis], new Uint8Array(32))).toThrow(invalid);
  });

  it("is refused when it is empty, out of order, or does not begin at the beginning", () => {
    for (const chain of [
      [],
      [addLaptop],
      [genesis, revokePhone],
      [genesis, genesis],
      [genesis, addLaptop, addLaptop],
    ]) {
      expect(() => read(chain)).toThrow(invalid);
    }
  });

  it("takes no entry from a stranger, nor from a device that was revoked", () => {
    const forged = entry(
      { v: 1, kind: "add-device", prev: entryDigest(genesis), by: byPhone, device: stranger.publicKey, at: 2 },
      stranger,
    );
    expect(() => read([genesis, forged])).toThrow(invalid);
    const late = entry(
      { v: 1, kind: "add-device", prev: entryDigest(revokePhone), by: byPhone, device: stranger.publicKey, at: 4 },
      phone,
    );
    expect(() => read([genesis, addLaptop, revokePhone, late])).toThrow(invalid);
  });

  it("lets a device come only once, and lets only the recovery key name its successor", () => {
    const view = read([genesis, addLaptop, revokePhone]);
    const again = entry(
      { v: 1, kind: "add-device", prev: view.newest, by: { kind: "recovery" }, device: phone.publicKey, at: 4 },
      recovery,
    );
    const usurped = entry(
      {
        v: 1,
        kind: "rotate-recovery",
        prev: view.newest,
        by: { kind: "device", device: laptop.publicKey },
        recovery: stranger.publicKey,
        at: 4,
      },
      laptop,
    );
    expect(() => extendAccountChain(view, again, nodeSignatures)).toThrow(invalid);
    expect(() => extendAccountChain(view, usurped, nodeSignatures)).toThrow(invalid);
  });

  it("is refused after any change to any of its bytes", () => {
    const chain = [genesis, addLaptop, revokePhone];
    fc.assert(
      fc.property(fc.nat(2), fc.nat(200), fc.integer({ min: 1, max: 255 }), (which, at, flip) => {
        const changed = chain.map(({ body, signature }, i) => {
          if (i !== which) return { body, signature };
          const bytes = body.slice();
          bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ flip;
          return { body: bytes, signature };
        });
        expect(() => read(changed)).toThrow(WhosecopyError);
      }),
      { numRuns: 60 },
    );
  });
});
