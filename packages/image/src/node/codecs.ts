import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Codecs } from "../codecs.ts";

const require = createRequire(import.meta.url);
const compiled = new Map<string, Promise<WebAssembly.Module>>();

function compile(file: string): Promise<WebAssembly.Module> {
  let module = compiled.get(file);
  if (module === undefined) {
    module = readFile(require.resolve(file)).then((bytes) => WebAssembly.compile(bytes));
    compiled.set(file, module);
  }
  return module;
}

/** The decoders from the installed packages, compiled once per process. */
export const nodeCodecs: Codecs = {
  jpeg: () => compile("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm"),
  webp: () => compile("@jsquash/webp/codec/dec/webp_dec.wasm"),
  avif: () => compile("@jsquash/avif/codec/dec/avif_dec.wasm"),
};
