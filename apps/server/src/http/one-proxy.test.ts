import { toBase64url } from "@whosecopy/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { defaultLimits } from "../limits.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;

beforeAll(async () => {
  const rates = { ...defaultLimits.rates, accountViews: { burst: 2, everyMs: 3_600_000 } };
  server = await startTestServer({ trustProxy: true, limits: { rates } });
});
afterAll(() => server.end());

async function statusFor(forwardedFor: string): Promise<number> {
  const path = `/v1/accounts/${toBase64url(new Uint8Array(32))}`;
  return (await fetch(server.origin() + path, { headers: { "x-forwarded-for": forwardedFor } })).status;
}

it("behind a proxy, only the address that the proxy itself added is believed", async () => {
  expect(await statusFor("192.0.2.1, 198.51.100.7")).toBe(404);
  expect(await statusFor("192.0.2.2, 198.51.100.7")).toBe(404);
  expect(await statusFor("192.0.2.3, 198.51.100.7")).toBe(429);
  expect(await statusFor("192.0.2.3, 198.51.100.8")).toBe(404);
});
