import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const program = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);

/** Why tests in a browser are skipped here, for their names; empty when they are not. */
export const noChromium = program === undefined ? " (skipped: no Chromium on this machine)" : "";

/** Starts the system's Chromium, quiet towards the network. */
export async function startChromium(): Promise<Browser> {
  if (program === undefined) throw new Error("there is no Chromium");
  return chromium.launch({
    executablePath: program,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
