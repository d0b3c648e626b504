import { type CopyCore, encodeCanonical, type SignedStatement } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { digest } from "../hash.ts";
import { nodeSignatures } from "../node/signatures.ts";
import { systemRandom } from "../random.ts";
import { generateSigningKey } from "../sign.ts";
import { readAccountChain } from "./account-chain.ts";
import { checkCopyStatement } from "./copy-statement.ts";
import { signStatement } from "./signed.ts";

const recovery = generateSigningKey(systemRandom);
const device = generateSigningKey(systemRandom);
const stranger = generateSigningKey(systemRandom);
const sender = readAccountChain(
  [
    signStatement({
      type: "account-entry",
      value: { v: 1, kind: "genesis", recovery: recovery.publicKey, device: device.publicKey, at: 1 },
      secretKey: recovery.secretKey,
      signatures: nodeSignatures,
    }),
  ],
  nodeSignatures,
);

const core: CopyCore = {
  v: 1,
  att_id: new Uint8Array(16).fill(1),
  copy_id: new Uint8Array(16).fill(2),
  conv_id: null,
  mls_epoch: null,
  sender: { acct: sender.acct, device: device.publicKey, chain_version: 1 },
  audience: { kind: "account", acct: new Uint8Array(32).fill(3) },
  share_hosts: [{ origin: "https://example.org", host_key: new Uint8Array(32) }],
  form: 1,
  mosaic_root: new Uint8Array(32),
  law_com: new Uint8Array(32),
  word_com: new Uint8Array(32),
  host_share_com: new Uint8Array(32),
  policy: {
    opens: 3,
    not_before: 10,
    not_after: 20,
    after_first_open_s: null,
    save: false,
    forward: "none",
    receipts: "day",
    offline: false,
    close_on_removal: true,
  },
  parent: null,
  via: null,
  depth: 0,
  issued_at: 5,
};

const stated = (changed: Partial<CopyCore> = {}, key = device): SignedStatement =>
  signStatement({
    type: "copy",
    value: { core: encodeCanonical({ ...core, ...changed }), bundle_digest: new Uint8Array(32).fill(4) },
    secretKey: key.secretKey,
    signatures: nodeSignatures,
  });
const check = (statement: SignedStatement) => checkCopyStatement({ statement, sender, signatures: nodeSignatures });

describe("a copy statement", () => {
  it("gives the digests that keys and messages are bound to", () => {
    const checked = check(stated());
    expect(checked.core).toEqual(core);
    expect(checked.coreDigest).toEqual(digest("core", encodeCanonical(core)));
    expect(checked.statementDigest).toEqual(digest("copy", stated().body));
    expect(checked.bundleDigest).toEqual(new Uint8Array(32).fill(4));
  });

  it("is refused when somebody else signed it", () => {
    expect(() => check(stated({}, stranger))).toThrow(expect.objectContaining({ code: "signature-invalid" }));
  });

  it("is refused when its policy was changed after signing", () => {
    const changed = { body: stated({ policy: { ...core.policy, opens: 300 } }).body, signature: stated().signature };
    expect(() => check(changed)).toThrow(expect.objectContaining({ code: "signature-invalid" }));
  });

  it.each<[string, Partial<CopyCore>]>([
    ["names another sender", { sender: { ...core.sender, acct: new Uint8Array(32) } }],
    ["is signed by a device the account doesn't have", { sender: { ...core.sender, device: stranger.publicKey } }],
    ["names a chain that is not there yet", { sender: { ...core.sender, chain_version: 2 } }],
    ["is a mosaic without its commitments", { word_com: null }],
    ["is text with a mosaic's commitments", { form: 0 }],
    ["ends before it begins", { policy: { ...core.policy, not_after: 10 } }],
  ])("is refused when it %s", (_, changed) => {
    expect(() => check(stated(changed))).toThrow(expect.objectContaining({ code: "statement-invalid" }));
  });
});
