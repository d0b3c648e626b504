import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildWeb, headersFile } from "../apps/web/src/testing/build-web.ts";
import { hasChromium, launchChromium, watchedPage } from "../apps/web/src/testing/chromium.ts";
import { startFront } from "../apps/web/src/testing/front.ts";
import { recordEngineContract } from "../packages/client/src/testing/record-engine-contract.ts";
import type { storePage } from "./store-page/main.ts";

type StorePage = typeof storePage;

describe.skipIf(!hasChromium)("records in IndexedDB (skipped where /usr/bin/chromium is not)", () => {
  const dist = mkdtempSync(join(tmpdir(), "whosecopy-store-"));
  const complaints: (readonly string[])[] = [];
  let front: Awaited<ReturnType<typeof startFront>>;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    // The page is built and served as the app is: with its libraries, under its policy.
    await buildWeb({ outDir: dist, root: join(import.meta.dirname, "store-page") });
    front = await startFront({ dist, headers: headersFile, port: 0 });
    browser = await launchChromium();
    context = await browser.newContext();
  });
  afterAll(async () => {
    await browser.close();
    await front.close();
    rmSync(dist, { recursive: true, force: true });
  });

  async function pageOf(surroundings = context): Promise<Page> {
    const watched = await watchedPage(surroundings, front.origin);
    complaints.push(watched.complaints);
    await watched.page.goto(front.origin);
    await watched.page.waitForFunction(() => "storePage" in globalThis);
    return watched.page;
  }

  const ask = <Name extends Exclude<keyof StorePage, "holds">>(
    page: Page,
    name: Name,
    params: Parameters<StorePage[Name]>,
  ): Promise<Awaited<ReturnType<StorePage[Name]>>> =>
    page.evaluate(
      ([called, given]) => {
        const { storePage: here } = globalThis as unknown as {
          storePage: Record<string, (...all: unknown[]) => unknown>;
        };
        return here[called]?.(...given);
      },
      [name, params as readonly unknown[]] as const,
    ) as Promise<Awaited<ReturnType<StorePage[Name]>>>;

  test.each(recordEngineContract.map(({ promise }, n) => ({ promise, n })))("$promise", async ({ n }) => {
    const page = await pageOf();
    const complaint = await page.evaluate(
      (which) => (globalThis as unknown as { storePage: StorePage }).storePage.holds(which),
      n,
    );
    expect(complaint).toBe("");
    await page.close();
  });

  test("makes nothing of a batch for which the browser has no room, and says so", async () => {
    // A browser that knows nothing of this origin yet: Chromium looks at what room there is every now and then only.
    const fresh = await browser.newContext();
    const page = await pageOf(fresh);
    const devtools = await fresh.newCDPSession(page);
    await devtools.send("Storage.overrideQuotaForOrigin", { origin: front.origin, quotaSize: 2_000_000 });
    expect(await ask(page, "write", ["full", { count: 40, bytes: 500_000 }])).toBe("storage-full");
    expect(await ask(page, "count", ["full"])).toBe(0);
    expect(await ask(page, "write", ["full", { count: 3, bytes: 1_000 }])).toBe("written");
    expect(await ask(page, "count", ["full"])).toBe(3);
    await fresh.close();
  });

  test("asks the browser for the disk itself, not for its cache, whenever it writes", async () => {
    const page = await pageOf();
    await page.evaluate(() => {
      const { prototype } = IDBDatabase;
      const begin = Reflect.get(prototype, "transaction");
      const asked: string[] = [];
      Object.assign(globalThis, { asked });
      prototype.transaction = function (names, mode, options) {
        if (mode === "readwrite") asked.push(options?.durability ?? "default");
        return begin.call(this, names, mode, options);
      };
    });
    expect(await ask(page, "write", ["strict", { count: 2, bytes: 10 }])).toBe("written");
    expect(await page.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)).toEqual(["strict"]);
    await page.close();
  });

  test("makes all of a batch or nothing when the page ends in the middle of it", async () => {
    const counts: number[] = [];
    for (const afterMs of [0, 5, 20, 60]) {
      const page = await pageOf();
      await ask(page, "beginWriting", [`cut ${afterMs}`, { count: 60, bytes: 200_000 }]);
      await wait(afterMs);
      await page.close();
      const next = await pageOf();
      counts.push(await ask(next, "count", [`cut ${afterMs}`]));
      await next.close();
    }
    expect(counts.filter((count) => count !== 0 && count !== 60)).toEqual([]);
  });

  test("through all of it no policy refused anything", () => {
    expect(complaints.length).toBeGreaterThan(0);
    expect(complaints.flat()).toEqual([]);
  });
});
