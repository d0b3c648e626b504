import type { Assets } from "./assets.ts";
import { codeDetector } from "./codes/code-detector.ts";
import type { Detector } from "./detector.ts";
import { faceDetector } from "./faces/face-detector.ts";
import { textDetector } from "./text/text-detector.ts";

/** Every detector there is. Nothing is loaded before the first picture. */
export function allDetectors(assets: Assets): readonly Detector[] {
  return [codeDetector(assets), faceDetector(assets), textDetector(assets)];
}
