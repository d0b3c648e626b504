import type { Codecs } from "../codecs.ts";

/**
 * The decoders from URLs of the page's own origin, fetched and compiled at first use (CSP: `connect-src 'self'` and
 * `script-src 'wasm-unsafe-eval'`). A bundler gives the URLs of the files that `Codecs` names.
 */
export function browserCodecs(urls: { jpeg: string; webp: string; avif: string }): Codecs {
  const load = (url: string): (() => Promise<WebAssembly.Module>) => {
    let module: Promise<WebAssembly.Module> | undefined;
    return () => {
      // A failed download is tried again next time.
      module ??= WebAssembly.compileStreaming(fetch(url)).catch((error: unknown) => {
        module = undefined;
        throw error;
      });
      return module;
    };
  };
  return { jpeg: load(urls.jpeg), webp: load(urls.webp), avif: load(urls.avif) };
}
