/**
 * Where the compiled decoders come from: files in Node (`@whosecopy/image/node`), same-origin URLs in a browser
 * (`@whosecopy/image/browser`). Each is asked for when the first such picture is decoded; an adapter keeps what it has.
 */
export interface Codecs {
  /** libjpeg-turbo: `@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm`. */
  jpeg(): Promise<WebAssembly.Module>;
  /** libwebp: `@jsquash/webp/codec/dec/webp_dec.wasm`. */
  webp(): Promise<WebAssembly.Module>;
  /** libavif with dav1d: `@jsquash/avif/codec/dec/avif_dec.wasm`. */
  avif(): Promise<WebAssembly.Module>;
}
