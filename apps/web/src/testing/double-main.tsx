// oxlint-disable-next-line import/no-unassigned-import -- styles have no names
import "../styles.ts";
import { isErrorCode } from "@whosecopy/protocol";
import { createRoot } from "react-dom/client";
import { App } from "../app.tsx";
import { en } from "../text/en.ts";
import { pseudo } from "../text/pseudo.ts";
import { TextProvider } from "../text/use-text.ts";
import { doubleEngine } from "./double-engine.ts";
import { type Scene, scenes, verdicts } from "./scenes.ts";

/** A small picture, drawn here. */
async function drawPicture(): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(640, 420);
  const context = canvas.getContext("2d");
  if (context !== null) {
    const sky = context.createLinearGradient(0, 0, 0, 420);
    sky.addColorStop(0, "#c9d8d0");
    sky.addColorStop(1, "#e8b98f");
    context.fillStyle = sky;
    context.fillRect(0, 0, 640, 420);
    context.fillStyle = "#5c3b2c";
    for (let hill = 0; hill < 5; hill++) context.fillRect(hill * 140 - 20, 260 + ((hill * 53) % 60), 150, 200);
  }
  const blob = await canvas.convertToBlob({ type: "image/jpeg" });
  return new Uint8Array(await blob.arrayBuffer());
}

// The scene travels in the page's storage, so that addresses are those of the app itself.
const [scene = "ready", failure = "", locale = ""] = (localStorage.getItem("scene") ?? "").split(" ");
const root = document.getElementById("app");
const picture = await drawPicture();
if (root !== null) {
  const state = scenes[(Object.hasOwn(scenes, scene) ? scene : "ready") as Scene];
  const verdict = Object.hasOwn(verdicts, scene) ? verdicts[scene as keyof typeof verdicts] : "attributed";
  const engine = doubleEngine({ state, picture, failure: isErrorCode(failure) ? failure : null, verdict });
  const invite = window.location.pathname === "/i" ? "an-invite" : null;
  createRoot(root).render(
    <TextProvider value={locale === "pseudo" ? pseudo(en) : en}>
      <App engine={engine} invite={invite} />
    </TextProvider>,
  );
}
