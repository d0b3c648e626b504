import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildWeb, headersFile } from "./testing/build-web.ts";
import { hasChromium, launchChromium, watchedPage } from "./testing/chromium.ts";
import { startFront } from "./testing/front.ts";
import { pathOf, type Route } from "./routing/route.ts";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const sizes = { phone: { width: 360, height: 780 }, wide: { width: 1440, height: 900 } } as const;

interface View {
  readonly name: string;
  readonly scene: string;
  readonly at: Route;
  /** What is pressed before it is looked at, by its accessible name. */
  readonly press?: readonly string[];
}

const views: readonly View[] = [
  { name: "starting", scene: "starting", at: { at: "home" } },
  { name: "in another tab", scene: "elsewhere", at: { at: "home" } },
  { name: "broken", scene: "broken", at: { at: "home" } },
  { name: "welcome", scene: "welcome", at: { at: "home" } },
  { name: "welcome by an invite", scene: "welcome", at: { at: "invited" } },
  { name: "recovery key", scene: "recovery", at: { at: "home" } },
  { name: "alone", scene: "alone", at: { at: "home" } },
  { name: "home", scene: "ready", at: { at: "home" } },
  { name: "looking as a friend, offline", scene: "practice", at: { at: "home" } },
  { name: "conversation", scene: "ready", at: { at: "conversation", id: "c1" } },
  { name: "left conversation", scene: "ready", at: { at: "conversation", id: "c2" } },
  { name: "nobody yet", scene: "ready", at: { at: "person", name: "chloe" } },
  { name: "what was sent", scene: "ready", at: { at: "message", conversation: "c1", message: "m3" } },
  {
    name: "taking back",
    scene: "ready",
    at: { at: "message", conversation: "c1", message: "m3" },
    press: ["Take back from everybody"],
  },
  { name: "before opening", scene: "ready", at: { at: "message", conversation: "c1", message: "m4" } },
  {
    name: "full screen",
    scene: "ready",
    at: { at: "message", conversation: "c1", message: "m4" },
    press: ["Open it"],
  },
  { name: "composer", scene: "ready", at: { at: "send", to: ["ben"] } },
  { name: "adding someone", scene: "ready", at: { at: "add" } },
  { name: "invited", scene: "ready", at: { at: "invited" } },
  { name: "safety number", scene: "ready", at: { at: "safety", name: "ben" } },
  {
    name: "leak handed over",
    scene: "ready",
    at: { at: "message", conversation: "c1", message: "m3" },
    press: ["Leak it for me"],
  },
  {
    name: "trace",
    scene: "ready",
    at: { at: "message", conversation: "c1", message: "m3" },
    press: ["Leak it for me", "Find whose copy it is"],
  },
  {
    name: "no copy named",
    scene: "unnamed",
    at: { at: "message", conversation: "c1", message: "m3" },
    press: ["Leak it for me", "Find whose copy it is"],
  },
  {
    name: "not recognised",
    scene: "unrecognised",
    at: { at: "message", conversation: "c1", message: "m3" },
    press: ["Leak it for me", "Find whose copy it is"],
  },
  {
    name: "choosing what leaked",
    scene: "unrecognised",
    at: { at: "message", conversation: "c1", message: "m3" },
    press: ["Leak it for me", "Find whose copy it is", "Mark the corners yourself"],
  },
  {
    name: "corners by hand",
    scene: "unrecognised",
    at: { at: "message", conversation: "c1", message: "m3" },
    press: ["Leak it for me", "Find whose copy it is", "Mark the corners yourself", "From the garden"],
  },
  { name: "settings", scene: "ready", at: { at: "settings" } },
  {
    name: "removing practice friends",
    scene: "ready",
    at: { at: "settings" },
    press: ["Remove practice friends"],
  },
  { name: "nowhere", scene: "ready", at: { at: "conversation", id: "none" } },
];

/** Names, what people wrote, addresses, and months. */
const untranslated =
  /^(ana|ben|chloe|mira\.7k3a|Printing|Are you there|Yes\.|From the garden|<img|Not yet|https:|copies\.|3 Oct|Oct |7QK2M)/;

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** All rules where size and colours both differ; contrast alone for the other two. */
const rulesOf = (size: "phone" | "wide", scheme: "light" | "dark") =>
  (size === "phone") === (scheme === "light") ? standards : { type: "rule", values: ["color-contrast"] };

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

describe.skipIf(!hasChromium)("the screens, in Chromium (skipped where /usr/bin/chromium is not)", () => {
  const dist = mkdtempSync(join(tmpdir(), "whosecopy-screens-"));
  let browser: Browser;
  let front: Awaited<ReturnType<typeof startFront>>;

  beforeAll(async () => {
    await buildWeb({ outDir: dist, root: join(import.meta.dirname, "testing") });
    front = await startFront({ dist, headers: headersFile, port: 0 });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await front.close();
    rmSync(dist, { recursive: true, force: true });
  });

  /** A page for looking at one view after the other. */
  async function open(size: keyof typeof sizes, scheme: "light" | "dark" = "light") {
    const context = await browser.newContext({ viewport: sizes[size], colorScheme: scheme, reducedMotion: "reduce" });
    const watched = await watchedPage(context, front.origin);
    await watched.page.goto(front.origin);
    return { ...watched, close: () => context.close() };
  }

  async function show(page: Page, view: View, locale = ""): Promise<void> {
    await page.evaluate((scene) => {
      localStorage.setItem("scene", scene);
    }, `${view.scene} - ${locale}`);
    await page.goto(front.origin + pathOf(view.at));
    await page.locator("#app > *").first().waitFor();
    for (const name of view.press ?? []) await page.getByRole("button", { name }).click();
  }

  for (const size of ["phone", "wide"] as const) {
    for (const scheme of ["light", "dark"] as const) {
      test(
        `axe finds nothing, and the page's policies refuse nothing: ${size}, ${scheme}`,
        { timeout: 180_000 },
        async () => {
          const { page, complaints, close } = await open(size, scheme);
          const options = { resultTypes: ["violations"], runOnly: rulesOf(size, scheme) };
          const axeRun = `axe.run(document, ${JSON.stringify(options)})`;
          for (const view of views) {
            await show(page, view);
            await page.evaluate(axeSource);
            const { violations } = (await page.evaluate(axeRun)) as AxeResult;
            const found = violations.map(({ id, nodes }) => ({
              id,
              where: nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary ?? ""}`),
            }));
            expect({ view: view.name, found, complaints }).toEqual({ view: view.name, found: [], complaints: [] });
          }
          await close();
        },
      );
    }
  }

  test(
    "nothing is wider than a phone, and what is pressed is 44 px in both directions",
    { timeout: 120_000 },
    async () => {
      const { page, close } = await open("phone");
      for (const view of views) {
        await show(page, view);
        const small = await page.evaluate(() => {
          const pressed = [
            ...document.querySelectorAll("button, a[href], [role=menuitem], label, input:not([type=file])"),
          ];
          return pressed
            .filter((element) => element.checkVisibility() && !element.matches(".skip, .field-label, [tabindex='-1']"))
            .filter((element) => element.closest(".only-heard, [inert], [aria-hidden=true], span[style]") === null)
            .map((element) => ({ box: element.getBoundingClientRect(), html: element.outerHTML.slice(0, 120) }))
            .filter(({ box }) => box.width < 43.5 || box.height < 43.5)
            .map(({ box, html }) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`);
        });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect({ view: view.name, small, overflow }).toEqual({ view: view.name, small: [], overflow: 0 });
      }
      await close();
    },
  );

  test(
    "every word comes from the catalogue: in the pseudo-locale nothing else is left",
    { timeout: 120_000 },
    async () => {
      const { page, close } = await open("wide");
      for (const view of views.filter(({ press }) => press === undefined)) {
        await show(page, view, "pseudo");
        const bare = await page.evaluate(() => {
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found: string[] = [];
          for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
            const words = node.textContent?.trim() ?? "";
            if (
              /[a-z]{2}/i.test(words) &&
              !words.includes("⟦") &&
              node.parentElement?.closest("script, style") === null
            ) {
              found.push(words);
            }
          }
          return found;
        });
        expect({ view: view.name, bare: bare.filter((words) => !untranslated.test(words)) }).toEqual({
          view: view.name,
          bare: [],
        });
      }
      await close();
    },
  );

  test("a hostile caption stays text", async () => {
    const at = { at: "message", conversation: "c1", message: "m4" } as const;
    const { page, complaints, close } = await open("wide");
    await show(page, { name: "hostile", scene: "ready", at });
    await page.getByText("<img src=x onerror=alert(1)>").first().waitFor();
    expect(await page.locator("img[src=x]").count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test("Esc puts a picture away, and gives the focus back", async () => {
    const at = { at: "message", conversation: "c1", message: "m4" } as const;
    const { page, close } = await open("phone");
    await show(page, { name: "open", scene: "ready", at, press: ["Open it"] });
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.getByText("1 open left.").count()).toBe(1);
    await close();
  });

  test("corners are moved with keys and by dragging, and say where they are", async () => {
    const view = views.find(({ name }) => name === "corners by hand");
    if (view === undefined) throw new Error("no such view");
    const { page, complaints, close } = await open("phone");
    await show(page, view);
    const first = page.getByRole("button", { name: /^Number 1:/ }).first();
    const where = () => first.getAttribute("aria-label");
    expect(await where()).toBe("Number 1: 15% from the left, 15% from the top");
    await first.focus();
    for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "Shift+ArrowDown"]) await page.keyboard.press(key);
    expect(await where()).toBe("Number 1: 16% from the left, 19% from the top");
    const box = await first.boundingBox();
    const [x, y] = [(box?.x ?? 0) + 22, (box?.y ?? 0) + 22];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 500, y - 500, { steps: 4 });
    await page.mouse.up();
    // Not beyond the picture, and the others stay.
    expect(await where()).toBe("Number 1: 0% from the left, 0% from the top");
    expect(await page.getByRole("button", { name: "Number 3: 85% from the left, 85% from the top" }).count()).toBe(2);
    await page.getByRole("button", { name: "Find whose copy, with these corners" }).click();
    await page.getByRole("button", { name: "Move the corners" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("a report is saved as a page", async () => {
    const view = views.find(({ name }) => name === "trace");
    if (view === undefined) throw new Error("no such view");
    const { page, complaints, close } = await open("wide");
    await show(page, view);
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save the report" }).click();
    expect((await saving).suggestedFilename()).toBe("whosecopy-trace.html");
    expect(complaints).toEqual([]);
    await close();
  });
});
