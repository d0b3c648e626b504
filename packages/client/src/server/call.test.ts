import { systemRandom } from "@whosecopy/crypto";
import { nodeSignatures } from "@whosecopy/crypto/node";
import { toId32, utf8 } from "@whosecopy/protocol";
import { describe, expect, it } from "vitest";
import { callRoute } from "./call.ts";

const acct = toId32(new Uint8Array(32));

function asking(status: number, body: string) {
  const context = {
    random: systemRandom,
    signatures: nodeSignatures,
    clock: { nowMs: () => 0, sleep: () => Promise.resolve() },
    transport: {
      request: () => Promise.resolve({ status, body: utf8(body) }),
      wake: () => ({ close: () => undefined }),
    },
  };
  return callRoute(context, { origin: "http://localhost", caller: null, name: "getAccount" }, { params: { acct } });
}

describe("an answer", () => {
  it.each([
    [404, "<html>nothing here</html>"],
    [403, "{}"],
    [413, ""],
    [302, ""],
    [400, '{"error":{"code":"no-such-code","message":"?","retryable":false}}'],
    [200, "<html>please log in</html>"],
    [200, '{"something":"else"}'],
  ])("that is not this protocol's is no refusal: %i %s", async (status, body) => {
    await expect(asking(status, body)).rejects.toMatchObject({ code: "server-unavailable", retryable: true });
  });

  it("that refuses in this protocol's words keeps its code", async () => {
    const refused = asking(404, '{"error":{"code":"not-found","message":"none","retryable":false}}');
    await expect(refused).rejects.toMatchObject({ code: "not-found" });
  });
});
