// The codecs come without types, or with types that name browser globals; this is all that we use of them.

interface EmscriptenOptions {
  noInitialRun: true;
  instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): WebAssembly.Exports;
  print(text: string): void;
  printErr(text: string): void;
}

declare module "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs" {
  interface JpegDecoder {
    getEncodedBuffer(length: number): Uint8Array;
    decode(): void;
    getDecodedBuffer(): Uint8Array;
    getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number };
  }
  const factory: (options: EmscriptenOptions) => Promise<{ JPEGDecoder: new () => JpegDecoder }>;
  export default factory;
}

declare module "@jsquash/webp/codec/dec/webp_dec.js" {
  const factory: (options: EmscriptenOptions) => Promise<{
    decode(bytes: Uint8Array): { data: Uint8ClampedArray; width: number; height: number } | null;
  }>;
  export default factory;
}
