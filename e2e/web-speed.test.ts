import { setTimeout as wait } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AppState } from "../apps/web/src/engine/app-engine.ts";
import { hasChromium, launchChromium, watchedPage } from "../apps/web/src/testing/chromium.ts";
import { twelveMegapixels } from "../bench/photo.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";
import { type WebEngine, webEngine } from "./web-engine.ts";

/** The budgets of the web app for a camera's picture. */
const markAndSealMs = 4_000;
const openMs = 1_000;
/** The best of so many runs counts: whatever else this machine does makes runs slower and never faster. */
const runs = 3;

describe.skipIf(!hasChromium)("twelve megapixels in a browser (skipped where /usr/bin/chromium is not)", () => {
  let server: ServerProcess;
  let browser: Browser;
  let engine: WebEngine;
  let complaints: readonly string[];

  const state = async () => (await engine.state()) as AppState;
  const copies = async () =>
    (await state()).conversations
      .flatMap(({ messages }) => messages)
      .filter(({ content, outgoing }) => content.kind === "copy" && !outgoing);

  beforeAll(async () => {
    server = await startServerProcess();
    browser = await launchChromium();
    const watched = await watchedPage(await browser.newContext(), server.origin);
    complaints = watched.complaints;
    engine = await webEngine(watched.page);
    // The app as the server serves it, under the headers that it is shipped with.
    await watched.page.goto(server.origin);
    await watched.page.waitForFunction(() => "callEngine" in globalThis);
    await engine.call("start");
    await engine.call("createAccount", { handle: "ana" });
    await engine.call("addPracticeFriends");
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await server.end();
  });

  test("are marked and sealed within four seconds", { timeout: 180_000 }, async () => {
    const picture = await twelveMegapixels();
    const to = (await state()).people.map(({ name }) => name);
    expect(to).toHaveLength(2);
    const limits = { opens: null, expiresAtMs: null };
    const sealed: number[] = [];
    const sent: number[] = [];
    for (let run = 0; run < runs; run++) {
      const name = `${run}.jpg`;
      const { ms, progress } = await engine.call("sendPicture", { to, name, caption: null, limits }, picture);
      const encoding = progress.filter(({ value }) => (value as { readonly step: string }).step === "encoding");
      expect(encoding.at(-1)?.value).toEqual({ step: "encoding", done: 1 });
      sealed.push(Math.round(encoding.at(-1)?.ms ?? Infinity));
      sent.push(Math.round(ms));
    }
    console.log(
      `12 MP in Chromium: marked and sealed in ${sealed.join(", ")} ms; sent to two in ${sent.join(", ")} ms`,
    );
    expect(Math.min(...sealed)).toBeLessThan(markAndSealMs);
  });

  test("are opened within one second, download and count included", { timeout: 120_000 }, async () => {
    const friend = (await state()).accounts.find(({ kind }) => kind === "practice");
    await engine.call("switchAccount", { id: friend?.id ?? "" });
    for (let waited = 0; waited < 20_000 && (await copies()).length < runs; waited += 250) {
      await engine.call("refresh");
      await wait(250);
    }
    const opened: number[] = [];
    for (const { id } of await copies()) {
      await engine.call("previewCopy", { message: id });
      const { ms, value } = await engine.call("openCopy", { message: id });
      expect(value).toMatchObject({ media: "picture" });
      expect((value as { readonly bytes: number }).bytes).toBeGreaterThan(1_000_000);
      opened.push(Math.round(ms));
    }
    console.log(`12 MP in Chromium: opened in ${opened.join(", ")} ms`);
    expect(opened).toHaveLength(runs);
    expect(Math.min(...opened)).toBeLessThan(openMs);
  });

  test("through all of it no policy refused anything", () => {
    expect(complaints).toEqual([]);
  });
});
