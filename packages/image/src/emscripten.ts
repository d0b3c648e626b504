/** What a factory made by Emscripten is told. */
export interface EmscriptenOptions {
  noInitialRun: true;
  instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): WebAssembly.Exports;
  print(text: string): void;
  printErr(text: string): void;
}

/** Starts one from a compiled module, without fetching and without printing. */
export function startFrom(module: WebAssembly.Module): EmscriptenOptions {
  return {
    noInitialRun: true,
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(module, imports);
      done(instance);
      return instance.exports;
    },
    print: () => undefined,
    printErr: () => undefined,
  };
}
