import { describe, expect, it } from "vitest";
import { encodeCanonical } from "../cbor.ts";
import { CopyCore, Policy } from "./copy.ts";
import { readStatement, signedFromJson, signedToJson } from "./signed.ts";

const policy: Policy = {
  opens: 3,
  not_before: 1,
  not_after: 2,
  after_first_open_s: null,
  save: false,
  forward: "none",
  receipts: "day",
  offline: false,
  close_on_removal: true,
};
const core: CopyCore = {
  v: 1,
  att_id: new Uint8Array(16),
  copy_id: new Uint8Array(16),
  conv_id: null,
  mls_epoch: null,
  sender: { acct: new Uint8Array(32), device: new Uint8Array(32), chain_version: 1 },
  audience: { kind: "account", acct: new Uint8Array(32) },
  share_hosts: [{ origin: "https://example.org", host_key: new Uint8Array(32) }],
  form: 1,
  mosaic_root: new Uint8Array(32),
  law_com: new Uint8Array(32),
  word_com: new Uint8Array(32),
  host_share_com: new Uint8Array(32),
  policy,
  parent: null,
  via: null,
  depth: 0,
  issued_at: 1,
};

describe("a statement", () => {
  it("is read back as it was written", () => {
    expect(readStatement(CopyCore, encodeCanonical(core))).toEqual(core);
  });

  it.each([
    ["an unknown field", { ...policy, extra: 1 }],
    ["a missing field", { ...policy, save: undefined }],
    ["zero opens", { ...policy, opens: 0 }],
    ["a fraction", { ...policy, opens: 1.5 }],
    ["a negative time", { ...policy, not_before: -1 }],
    ["a pool beyond 50", { ...policy, forward: { pool: 51 } }],
    ["an unknown receipt level", { ...policy, receipts: "always" }],
  ])("is refused with %s", (_, value) => {
    const bytes = encodeCanonical(JSON.parse(JSON.stringify(value)));
    expect(() => readStatement(Policy, bytes)).toThrow(expect.objectContaining({ code: "statement-invalid" }));
  });

  it("is refused when an id has another length", () => {
    const bytes = encodeCanonical({ ...core, att_id: new Uint8Array(17) });
    expect(() => readStatement(CopyCore, bytes)).toThrow(expect.objectContaining({ code: "statement-invalid" }));
  });

  it("never shows its values in an error", () => {
    try {
      readStatement(Policy, encodeCanonical({ ...policy, receipts: "a-secret-value" }));
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain("a-secret-value");
    }
  });

  it("travels in JSON and back to the same bytes", () => {
    const signed = { body: encodeCanonical(policy), signature: new Uint8Array(64).fill(9) };
    expect(signedFromJson(signedToJson(signed))).toEqual(signed);
    expect(() => signedFromJson({ body: "AA", signature: "AA" })).toThrow(
      expect.objectContaining({ code: "statement-invalid" }),
    );
  });
});
