import opencv from "@techstark/opencv-js";
import type { OpenCv } from "../register/opencv.ts";

let loading: Promise<{ cv: OpenCv }> | undefined;

/**
 * OpenCV as it was bundled, once per worker. Wrapped in an object, as its own `then` traps whatever awaits it. It makes code at
 * run time (`new Function`), so the worker that imports this needs `'unsafe-eval'` and is given nothing else.
 */
export function loadOpenCv(): Promise<{ cv: OpenCv }> {
  loading ??= start();
  return loading;
}

async function start(): Promise<{ cv: OpenCv }> {
  const cv = opencv as unknown as OpenCv & { onRuntimeInitialized?: () => void };
  await new Promise<void>((resolve) => {
    if (typeof cv.Mat === "function") resolve();
    else cv.onRuntimeInitialized = resolve;
  });
  return { cv };
}
