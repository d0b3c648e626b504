import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildWeb, headersFile } from "../apps/web/src/testing/build-web.ts";
import { hasChromium, launchChromium, watchedPage } from "../apps/web/src/testing/chromium.ts";
import { startFront } from "../apps/web/src/testing/front.ts";
import { photo } from "./pictures.ts";
import { begin, type Running } from "./processes.ts";
import { freshFolder } from "./server-process.ts";

const slow = { timeout: 120_000 };

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  });
}

/** A server, and the built app in front of it under its own headers. */
async function startAll(dist: string) {
  const folder = freshFolder();
  const port = await freePort();
  const front = await startFront({
    dist,
    headers: headersFile,
    port: 0,
    behind: `http://localhost:${port}`,
  });
  const args = ["serve", "--json", "--port", String(port), "--origin", front.origin, "--data", join(folder, "data")];
  const server: Running = begin(args, { home: folder });
  for (let waited = 0; waited < 90_000 && !server.written().includes('{"origin"'); waited += 50) await wait(50);
  return {
    origin: front.origin,
    close: async () => {
      await front.close();
      server.kill("SIGTERM");
      await server.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

describe.skipIf(!hasChromium)("the story in a browser (skipped where /usr/bin/chromium is not)", () => {
  const dist = mkdtempSync(join(tmpdir(), "whosecopy-web-"));
  const picture = join(dist, "..", `whosecopy-${process.pid}-<b>hostile.jpg`);
  const seen: (readonly string[])[] = [];
  const made: string[] = [];
  let all: Awaited<ReturnType<typeof startAll>>;
  let browser: Browser;

  beforeAll(async () => {
    await buildWeb({ outDir: dist });
    writeFileSync(picture, await photo(7));
    all = await startAll(dist);
    browser = await launchChromium();
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await all.close();
    rmSync(dist, { recursive: true, force: true });
    for (const file of [picture, ...made]) rmSync(file, { force: true });
  });

  /** Somebody's browser. What it complains of is looked at in the last test. */
  async function someone(size = { width: 1440, height: 900 }): Promise<BrowserContext> {
    return browser.newContext({ viewport: size, reducedMotion: "reduce" });
  }

  async function pageOf(context: BrowserContext, path = "/"): Promise<Page> {
    const { page, complaints } = await watchedPage(context, all.origin);
    seen.push(complaints);
    page.setDefaultTimeout(30_000);
    await page.goto(all.origin + path);
    return page;
  }

  async function choose(page: Page, handle: string): Promise<void> {
    await page.getByRole("textbox", { name: "Choose a name" }).fill(handle);
    await page.getByRole("button", { name: "Make my account" }).click();
  }

  async function putKeyAway(page: Page): Promise<void> {
    await page.getByText("I have put it somewhere safe").click();
    await page.getByRole("button", { name: "Go on" }).click();
  }

  async function makeAccount(page: Page, handle: string): Promise<void> {
    await choose(page, handle);
    await putKeyAway(page);
    await page.getByRole("link", { name: "Settings" }).waitFor();
  }

  /** What a screenshot gives: the picture, smaller, with the app around it, saved as a JPEG. */
  async function screenshotOf(page: Page): Promise<string> {
    const file = join(dist, "..", `whosecopy-${process.pid}-screen.jpg`);
    await page.locator(".viewer img").evaluate((image: HTMLImageElement) => image.decode());
    await page.screenshot({ path: file, type: "jpeg", quality: 70 });
    made.push(file);
    return file;
  }

  /** The share of what was sent that lies inside of the line on it. */
  function outlineOf(page: Page): Promise<number> {
    return page.locator("figure svg:has(.outlined-rest)").evaluate((drawing: SVGSVGElement) => {
      const line = drawing.querySelector("polygon");
      const { width, height } = drawing.viewBox.baseVal;
      if (line === null) return 0;
      const corners = [...line.points].map(({ x, y }) => ({
        x: Math.min(width, Math.max(0, x)),
        y: Math.min(height, Math.max(0, y)),
      }));
      const area = corners.reduce((sum, { x, y }, i) => {
        const next = corners[(i + 1) % corners.length] ?? { x: 0, y: 0 };
        return sum + x * next.y - next.x * y;
      }, 0);
      return Math.abs(area) / 2 / (width * height);
    });
  }

  async function chooseAndSend(page: Page, caption: string): Promise<void> {
    await page.locator("input[type=file]").setInputFiles(picture);
    await page.getByText("If it leaks").waitFor();
    await page.getByRole("textbox", { name: "Add a few words" }).fill(caption);
    await page.getByRole("button", { name: /^Send to/ }).click();
  }

  const switchTo = async (page: Page, name: RegExp) => {
    await page.getByRole("button", { name: /Switch account/ }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  const openCard = (page: Page, caption: string) =>
    page.getByRole("log").getByRole("link", { name: caption }).last().click();

  test("one person alone sends, opens as each, leaks, traces and takes back, within three minutes", slow, async () => {
    const context = await someone();
    const page = await pageOf(context);
    const began = performance.now();
    await makeAccount(page, "ana");
    await page.getByRole("button", { name: "Try it with two practice friends" }).click();
    await page.getByRole("link", { name: "Send a picture" }).click();
    const caption = `By the window </p><script>alert("1")</script>`;
    await chooseAndSend(page, caption);
    await page.getByRole("heading", { name: "Who has it" }).waitFor();

    await page.getByRole("button", { name: /^Open it as mira/ }).click();
    await page.getByRole("link", { name: /^ana/ }).click();
    await openCard(page, "By the window");
    await page.getByText("This copy was made for you alone and carries an invisible mark.").waitFor();
    await page.getByText("ana will see that you opened it, and on which day.").waitFor();
    expect(await page.locator(".viewer img").count()).toBe(0);
    const opening = performance.now();
    await page.getByRole("button", { name: "Open it" }).click();
    await page.locator(".viewer img").waitFor();
    expect(performance.now() - opening).toBeLessThan(5_000);
    const width = await page.locator(".viewer img").evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      return image.naturalWidth;
    });
    expect(width).toBe(768);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Back to ana" }).click();

    await page.getByRole("link", { name: /^mira/ }).click();
    await openCard(page, "By the window");
    await page.getByText("open 1:").waitFor();
    await page.getByRole("button", { name: "Leak it for me" }).click();
    await page.getByRole("button", { name: "Find whose copy it is" }).click();
    await page.getByRole("heading", { name: /^The copy made for (mira|tom)/ }).waitFor({ timeout: 90_000 });
    await page.getByText(/at most once in 1,000,[\d,]+ times, counting all 2 people and the 1 search made/).waitFor();
    await page.getByText("This says whose copy it is, not who passed it on.").waitFor();
    await page.getByRole("img", { name: /^What you sent, in grey/ }).waitFor();
    expect(await outlineOf(page)).toBeGreaterThan(0.3);

    await page.getByRole("link", { name: "Who has it, and take it back" }).click();
    await page.getByRole("button", { name: "Take back from everybody" }).click();
    await page.getByRole("button", { name: "Take back", exact: true }).click();
    await page.getByText("taken back").nth(1).waitFor();
    await switchTo(page, /tom/);
    await page.getByRole("link", { name: /^ana/ }).click();
    await openCard(page, "By the window");
    await page.getByText("This was taken back. It can’t be opened any more.").waitFor();
    expect(performance.now() - began).toBeLessThan(180_000);

    await page.getByRole("button", { name: "Back to ana" }).click();
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("button", { name: "Remove practice friends" }).click();
    const sheet = page.getByRole("alertdialog");
    await sheet.getByText("Their names stay taken on the server").waitFor();
    await sheet.getByRole("button", { name: "Remove them" }).click();
    await page.getByText("Nobody here yet").waitFor();
    const left = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
    expect(left).toEqual(["whosecopy own"]);
    // Gone from the account itself, not only from sight.
    await page.reload();
    await page.getByText("Nobody here yet").waitFor();
    expect(await page.getByRole("link", { name: /mira|tom/ }).count()).toBe(0);
    await context.close();
  });

  test("a name that is somebody's is told at once, and a recovery key stays until it is put away", slow, async () => {
    const [one, other] = [await someone(), await someone({ width: 360, height: 780 })];
    const hana = await pageOf(one);
    await choose(hana, "hana");
    await hana.getByRole("heading", { name: "Your recovery key" }).waitFor();
    const key = hana.getByRole("group", { name: "Recovery key" });
    const shown = await key.textContent();
    expect(shown).toHaveLength(60);
    await hana.reload();
    await key.waitFor();
    expect(await key.textContent()).toBe(shown);

    const late = await pageOf(other);
    await choose(late, "hana");
    await late.getByText("Somebody goes by this name already.").waitFor();
    expect(await late.getByRole("heading", { name: "Your recovery key" }).count()).toBe(0);
    await makeAccount(late, "hana.2");

    await putKeyAway(hana);
    await hana.reload();
    await hana.getByRole("link", { name: "Settings" }).waitFor();
    await one.close();
    await other.close();
  });

  test(
    "three people in three browsers: a copy leaks, its holder is named, and nobody opens it again",
    slow,
    async () => {
      const [first, second, third] = [
        await someone(),
        await someone({ width: 360, height: 780 }),
        await someone({ width: 820, height: 1180 }),
      ];
      const ana = await pageOf(first);
      await makeAccount(ana, "ana.three");
      await ana.getByRole("link", { name: "Add", exact: true }).click();
      const invite = new URL((await ana.getByText(`${all.origin}/i#`).textContent()) ?? "");
      const [ben, chloe] = [
        await pageOf(second, invite.pathname + invite.hash),
        await pageOf(third, invite.pathname + invite.hash),
      ];
      for (const [page, handle] of [
        [ben, "ben"],
        [chloe, "chloe"],
      ] as const) {
        await choose(page, handle);
        await putKeyAway(page);
        await page.getByRole("button", { name: "Add ana.three" }).click();
        await page.getByRole("textbox", { name: "Write a message" }).fill("It’s me");
        await page.keyboard.press("Enter");
        await page.getByRole("log").getByText("sent").waitFor();
        await ana.getByRole("link", { name: new RegExp(`^${handle}`) }).waitFor();
      }

      await ana.getByRole("link", { name: "Send a picture" }).first().click();
      for (const name of ["ben", "chloe"]) await ana.locator("label").filter({ hasText: name }).click();
      await chooseAndSend(ana, "For two");
      await ana.getByRole("heading", { name: "Who has it" }).waitFor();

      for (const page of [ben, chloe]) {
        await openCard(page, "For two");
        await page.getByRole("button", { name: "Open it" }).click();
        await page.locator(".viewer img").waitFor();
      }
      const leak = await screenshotOf(ben);

      await ana.getByRole("link", { name: "It leaked" }).click();
      await ana.locator("input[type=file]").setInputFiles(leak);
      await ana.getByRole("button", { name: "Find whose copy it is" }).click();
      await ana.getByRole("heading", { name: "The copy made for ben" }).waitFor({ timeout: 90_000 });
      await ana.getByText(/counting all 2 people and the 1 search made/).waitFor();
      expect(await ana.getByRole("status").getByText("chloe").count()).toBe(0);
      expect(await outlineOf(ana)).toBeGreaterThan(0.3);

      await ana.getByRole("link", { name: /^chloe/ }).click();
      await openCard(ana, "For two");
      await ana.getByRole("button", { name: "Take back from everybody" }).click();
      await ana.getByText("ben and chloe opened it already.").waitFor();
      await ana.getByRole("button", { name: "Take back", exact: true }).click();
      await ana.getByText("taken back").nth(1).waitFor();

      // Chloe is looking at it in this moment: it is put away, and does not open again.
      const refusal = chloe.getByText("This was taken back. It can’t be opened any more.");
      await refusal.waitFor();
      expect(await chloe.locator("img[src^=blob]").count()).toBe(0);
      await chloe.reload();
      await refusal.waitFor();
      expect(await chloe.getByRole("button", { name: /^Open/ }).count()).toBe(0);
      for (const context of [first, second, third]) await context.close();
    },
  );

  test("two people meet by link, write, and survive a reload and a second tab", slow, async () => {
    const [one, other] = [await someone(), await someone({ width: 360, height: 780 })];
    const dora = await pageOf(one);
    await makeAccount(dora, "dora");
    await dora.getByRole("link", { name: "Add", exact: true }).click();
    await dora.getByRole("img", { name: "Your invite as a code to scan" }).waitFor();
    const invite = (await dora.getByText(`${all.origin}/i#`).textContent()) ?? "";

    const emil = await pageOf(other, new URL(invite).pathname + new URL(invite).hash);
    await emil.getByText("dora would like to share with you here.").waitFor();
    // What the invite holds is taken out of the address at once.
    expect(emil.url()).toBe(`${all.origin}/i`);
    await choose(emil, "emil");
    await putKeyAway(emil);
    await emil.getByRole("button", { name: "Add dora" }).click();
    await emil.getByRole("textbox", { name: "Write a message" }).fill("Hello <b>dora</b>");
    await emil.keyboard.press("Enter");
    await emil.getByRole("log").getByText("sent").waitFor();

    await dora.getByRole("link", { name: /^emil/ }).click();
    await dora.getByRole("log").getByText("Hello <b>dora</b>").waitFor();
    await dora.reload();
    await dora.getByRole("log").getByText("Hello <b>dora</b>").waitFor();

    const second = await pageOf(one);
    await second.getByRole("heading", { name: "Open in another tab" }).waitFor();
    await dora.close();
    await second.getByRole("link", { name: /^emil/ }).waitFor();
    await one.close();
    await other.close();
  });

  test("a page that ends in the middle of sending sends on when it is opened again, and once", slow, async () => {
    const [one, other] = [await someone(), await someone()];
    const finn = await pageOf(one);
    await makeAccount(finn, "finn");
    const gil = await pageOf(other);
    await makeAccount(gil, "gil");
    await finn.getByRole("link", { name: "Add", exact: true }).click();
    const invite = (await finn.getByText(`${all.origin}/i#`).textContent()) ?? "";
    await gil.getByRole("link", { name: "Add", exact: true }).click();
    await gil.getByRole("textbox", { name: "Invite link" }).fill(invite);
    await gil.getByRole("button", { name: "Add", exact: true }).click();
    await gil.getByRole("link", { name: "Send a picture" }).first().click();

    // The first chunk is as far as it gets.
    let stopped = () => {};
    const reached = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    await other.route("**/v1/blobs/**", (route) => {
      if (route.request().method() !== "PUT") return route.continue();
      stopped();
      return undefined;
    });
    await chooseAndSend(gil, "Half way");
    await reached;
    await gil.close();
    await other.unroute("**/v1/blobs/**");

    const again = await pageOf(other);
    await again.getByRole("link", { name: /^finn.*Half way/ }).waitFor({ timeout: 60_000 });
    await finn.getByRole("link", { name: /^gil/ }).click();
    await finn.getByRole("log").getByText("Half way").waitFor();
    await wait(1_000);
    expect(await finn.getByRole("log").getByText("Half way").count()).toBe(1);
    await one.close();
    await other.close();
  });

  test("through all of it no policy refused anything and nothing was asked of another origin", () => {
    // A server's refusal (taken back, ...) is an answer, and is shown; the browser notes it too.
    const worse = seen.flat().filter((complaint) => !/Failed to load resource: .*status of 4/.test(complaint));
    expect(seen.length).toBeGreaterThan(0);
    expect(worse).toEqual([]);
  });
});
