import type { Page } from "playwright-core";

/** One operation of the app's worker, as it went. Times are of the page's clock, from the call on. */
interface Timed {
  /** What it answered; bytes as their number. */
  readonly value: unknown;
  readonly ms: number;
  readonly progress: readonly { readonly value: unknown; readonly ms: number }[];
}

/** Calls operations of the real app's worker beside its screens, so that nothing but the engine is measured. */
export interface WebEngine {
  /** `bytes`, when given, becomes a parameter of that name. */
  call(name: string, params?: object, bytes?: Uint8Array): Promise<Timed>;
  /** The newest state that the worker told the screens. */
  state(): Promise<unknown>;
}

interface Answer {
  readonly kind: string;
  readonly id: number;
  readonly value?: unknown;
  readonly code?: string;
  readonly message?: string;
}

interface Hooked {
  Worker: typeof Worker;
  callEngine: (name: string, params: object) => Promise<Timed>;
  engineState: unknown;
}

/** Has to be called before the page is loaded. */
export async function webEngine(page: Page): Promise<WebEngine> {
  await page.addInitScript(() => {
    const scope = globalThis as unknown as Hooked;
    scope.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        if (options?.name !== "client") return;
        this.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
          if (data.kind === "event") scope.engineState = data.value;
        });
        // Far from the numbers that the app itself counts its calls by.
        let last = 1_000_000;
        scope.callEngine = (name, params) =>
          new Promise((resolve, reject) => {
            const id = ++last;
            const began = performance.now();
            const progress: { value: unknown; ms: number }[] = [];
            const listen = ({ data }: MessageEvent<Answer>) => {
              if (data.id !== id) return;
              const ms = performance.now() - began;
              if (data.kind === "progress") {
                progress.push({ value: data.value, ms });
                // Nobody writes it down on paper here.
                if (name === "createAccount")
                  this.postMessage({ kind: "call", id: 0, name: "keepRecoveryKey", params: {} });
                return;
              }
              this.removeEventListener("message", listen);
              const { value } = data;
              const { bytes } = (value ?? {}) as { readonly bytes?: Uint8Array };
              const shown = bytes === undefined ? value : Object.assign({}, value, { bytes: bytes.length });
              if (data.kind === "result") resolve({ value: shown, ms, progress });
              else reject(new Error(`${name}: ${data.code ?? ""} ${data.message ?? ""}`));
            };
            this.addEventListener("message", listen);
            this.postMessage({ kind: "call", id, name, params });
          });
      }
    };
  });
  return {
    call: (name, params = {}, bytes) =>
      page.evaluate(
        ([operation, given, base64]) => {
          const scope = globalThis as unknown as Hooked;
          if (base64 === null) return scope.callEngine(operation, given);
          const decoded = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          return scope.callEngine(operation, { ...given, bytes: decoded });
        },
        [name, params, bytes === undefined ? null : Buffer.from(bytes).toString("base64")] as const,
      ),
    state: () => page.evaluate(() => (globalThis as unknown as Hooked).engineState),
  };
}
