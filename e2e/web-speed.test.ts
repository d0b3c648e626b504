import { setTimeout as wait } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AppState } from "../apps/web/src/engine/app-engine.ts";
import { hasChromium, launchChromium, watchedPage } from "../apps/web/src/testing/chromium.ts";
import { twelveMegapixels } from "../bench/photo.ts";
import { bestOf, type Measured, measured, shown } from "./contention.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";
import { type WebEngine, webEngine } from "./web-engine.ts";

/** The budgets of the web app for a camera's picture. */
const markAndSealMs = 4_000;
const openMs = 1_000;
/** The best of so many runs counts, and what others take from the machine does not: neither says anything about the app. */
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
    const sealed: Measured[] = [];
    const sent: number[] = [];
    for (let run = 0; run < runs; run++) {
      const once = async (): Promise<number> => {
        const params = { to, name: `${run}.jpg`, caption: null, limits };
        const { ms, progress } = await engine.call("sendPicture", params, picture);
        const encoding = progress.filter(({ value }) => (value as { readonly step: string }).step === "encoding");
        expect(encoding.at(-1)?.value).toEqual({ step: "encoding", done: 1 });
        sent.push(Math.round(ms));
        return encoding.at(-1)?.ms ?? Infinity;
      };
      sealed.push(await measured(once));
    }
    console.log(`12 MP in Chromium: marked and sealed in ${shown(sealed)} ms; sent to two in ${sent.join(", ")} ms`);
    expect(bestOf(sealed)).toBeLessThan(markAndSealMs);
  });

  test("are opened within one second, download and count included", { timeout: 120_000 }, async () => {
    const opened: Measured[] = [];
    for (const { id: friend } of (await state()).accounts.filter(({ kind }) => kind === "practice")) {
      await engine.call("switchAccount", { id: friend });
      for (let waited = 0; waited < 20_000 && (await copies()).length < runs; waited += 250) {
        await engine.call("refresh");
        await wait(250);
      }
      for (const { id: message } of await copies()) {
        await engine.call("previewCopy", { message });
        const once = async (): Promise<number> => {
          const { ms, value } = await engine.call("openCopy", { message });
          expect(value).toMatchObject({ media: "picture" });
          expect((value as { readonly bytes: number }).bytes).toBeGreaterThan(1_000_000);
          return ms;
        };
        opened.push(await measured(once));
      }
    }
    console.log(`12 MP in Chromium: opened in ${shown(opened)} ms`);
    expect(opened).toHaveLength(2 * runs);
    expect(bestOf(opened)).toBeLessThan(openMs);
  });

  test("through all of it no policy refused anything", () => {
    expect(complaints).toEqual([]);
  });
});
