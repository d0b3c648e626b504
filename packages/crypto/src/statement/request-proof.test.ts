import { describe, expect, it } from "vitest";
import { nodeSignatures } from "../node/signatures.ts";
import { sha256 } from "../hash.ts";
import { systemRandom } from "../random.ts";
import { generateSigningKey } from "../sign.ts";
import { proveRequest, readProofHeader } from "./request-proof.ts";

const device = generateSigningKey(systemRandom);
const header = proveRequest({
  host: "http://localhost:8787",
  acct: new Uint8Array(32).fill(1),
  device: device.publicKey,
  deviceSecret: device.secretKey,
  chainVersion: 1,
  method: "POST",
  path: "/v1/sync/acknowledge",
  body: new Uint8Array([1, 2, 3]),
  nowMs: 1000,
  random: systemRandom,
  signatures: nodeSignatures,
});

describe("the proof of a request", () => {
  it("binds server, method, path, body, time and a fresh number to the device that signs", () => {
    const { proof, statement } = readProofHeader(header);
    expect(proof).toMatchObject({
      host: "http://localhost:8787",
      method: "POST",
      path: "/v1/sync/acknowledge",
      at: 1000,
    });
    expect(proof.body_digest).toEqual(sha256(new Uint8Array([1, 2, 3])));
    expect(nodeSignatures.verify("request", statement.body, statement.signature, device.publicKey)).toBe(true);
    expect(nodeSignatures.verify("open", statement.body, statement.signature, device.publicKey)).toBe(false);
  });

  it.each(["", "!", "AAAA", header.slice(0, -4), `${header}AAAA`, "A".repeat(10_000)])(
    "is refused as %.20s",
    (text) => {
      expect(() => readProofHeader(text)).toThrow(expect.objectContaining({ code: "signature-invalid" }));
    },
  );
});
