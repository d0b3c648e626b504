import type { Transport } from "../server/transport.ts";
import type { RecordEngine } from "../store/record-engine.ts";
import { memoryEngine, type MemoryRecords } from "./memory-engine.ts";

/** The process died here: nothing of it runs any further. */
class Crash extends Error {}

/** Kills a client at its n-th store commit or request, just before it takes effect or just after. */
export interface Faults {
  engine(memory: MemoryRecords): RecordEngine;
  transport(inner: Transport): Transport;
  /** How many points were passed. */
  passed(): number;
  crashed(): boolean;
}

export function faults(params: { readonly at: number; readonly when: "before" | "after" }): Faults {
  let passed = 0;
  let crashed = false;
  const point = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (crashed) throw new Crash("dead already");
    passed += 1;
    const isHere = passed === params.at;
    if (isHere && params.when === "before") {
      crashed = true;
      throw new Crash("before it took effect");
    }
    const result = await work();
    if (isHere) {
      crashed = true;
      throw new Crash("after it took effect");
    }
    return result;
  };
  return {
    engine: (memory) =>
      memoryEngine(memory, (apply) =>
        point(() => {
          apply();
          return Promise.resolve();
        }),
      ),
    transport: (inner) => ({ ...inner, request: (request) => point(() => inner.request(request)) }),
    passed: () => passed,
    crashed: () => crashed,
  };
}
