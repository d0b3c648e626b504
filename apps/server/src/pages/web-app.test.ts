import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bindWebApp, loadWebApp } from "./web-app.ts";

const folder = mkdtempSync(join(tmpdir(), "whosecopy-web-app-"));
const policy = "default-src 'none'; script-src 'self'";
let app: FastifyInstance;

beforeAll(async () => {
  mkdirSync(join(folder, "dist", "assets"), { recursive: true });
  mkdirSync(join(folder, "dist", "sealed"));
  writeFileSync(join(folder, "dist", "index.html"), "<!doctype html><title>app</title>");
  writeFileSync(join(folder, "dist", "assets", "a-1.js"), "export const a = 1;\n".repeat(100));
  writeFileSync(join(folder, "dist", "sealed", "cv.js"), "self.cv = 1;");
  writeFileSync(join(folder, "secret.txt"), "not for anyone");
  writeFileSync(
    join(folder, "headers.json"),
    JSON.stringify({
      always: { "x-content-type-options": "nosniff" },
      page: { "content-security-policy": policy },
      folders: { "/sealed/": { "content-security-policy": "script-src 'unsafe-eval'" }, "/assets/": {} },
      pages: ["/", "/i", "/c/*"],
    }),
  );
  const web = await loadWebApp(folder);
  if (web === null) throw new Error("the app was not found");
  app = fastify();
  bindWebApp(app, web);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

describe("the web app", () => {
  it.each(["/", "/i", "/c/abc"])("shows its page at %s, under its policy", async (path) => {
    const answer = await app.inject(path);
    expect(answer.body).toContain("<title>app</title>");
    expect(answer.headers["content-security-policy"]).toBe(policy);
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  });

  it("gives the sealed worker its own policy, and no other file that policy", async () => {
    expect((await app.inject("/sealed/cv.js")).headers["content-security-policy"]).toContain("unsafe-eval");
    expect((await app.inject("/assets/a-1.js")).headers["content-security-policy"]).toBeUndefined();
  });

  it("goes out gzipped to whoever takes that, and is the same file", async () => {
    const plain = await app.inject("/assets/a-1.js");
    const zipped = await app.inject({ path: "/assets/a-1.js", headers: { "accept-encoding": "br, gzip" } });
    expect(zipped.headers["content-encoding"]).toBe("gzip");
    expect(zipped.rawPayload.length).toBeLessThan(plain.rawPayload.length);
    expect(gunzipSync(zipped.rawPayload)).toEqual(plain.rawPayload);
  });

  it.each(["/secret.txt", "/../secret.txt", "/assets/..%2f..%2fsecret.txt", "/headers.json", "/assets/"])(
    "has nothing at %s: only its own files can be asked for",
    async (path) => {
      expect((await app.inject(path)).statusCode).toBe(404);
    },
  );

  it("is left out when it was not built, and refused when its headers can't be read", async () => {
    expect(await loadWebApp(join(folder, "dist"))).toBeNull();
    writeFileSync(join(folder, "headers.json"), "{}");
    await expect(loadWebApp(folder)).rejects.toMatchObject({ code: "bad-input" });
  });
});
