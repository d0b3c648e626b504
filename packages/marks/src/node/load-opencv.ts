import { createRequire } from "node:module";
import type { OpenCv } from "../register/opencv.ts";

let loading: Promise<{ cv: OpenCv }> | undefined;

/** OpenCV from the installed package, once per process. Required, not imported: its `then` traps whatever awaits an import. */
export function loadOpenCv(): Promise<{ cv: OpenCv }> {
  loading ??= start();
  return loading;
}

async function start(): Promise<{ cv: OpenCv }> {
  const restore = guardProcessListeners();
  const require = createRequire(import.meta.url);
  const cv = require("@techstark/opencv-js") as OpenCv & { onRuntimeInitialized?: () => void };
  await new Promise<void>((resolve) => {
    if (typeof cv.Mat === "function") resolve();
    else cv.onRuntimeInitialized = resolve;
  });
  restore();
  return { cv };
}

/** The module takes over the whole process's unhandled errors when it starts; that is not its business. */
function guardProcessListeners(): () => void {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const before = events.map((event) => new Set(process.rawListeners(event)));
  return () => {
    events.forEach((event, i) => {
      for (const listener of process.rawListeners(event)) {
        if (!before[i]!.has(listener)) process.removeListener(event, listener as () => void);
      }
    });
  };
}
