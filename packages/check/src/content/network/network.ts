import { WhosecopyError } from "@whosecopy/protocol";
import type * as Ort from "onnxruntime-web/wasm";
import type { Assets } from "../assets.ts";

/** Numbers in a block of given sides, last side fastest. */
export interface Block {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** A loaded network with one input and any number of outputs, by name. */
export interface Network {
  run(input: Block): Promise<ReadonlyMap<string, Block>>;
}

type Runtime = Pick<typeof Ort, "InferenceSession" | "Tensor">;
let runtime: Promise<Runtime> | undefined;

/**
 * Makes a network of an ONNX file in memory. The first call loads the runtime.
 * [Note: one runtime for all networks]
 * All networks run on ONNX Runtime's wasm build with one thread: it needs no cross-origin headers of its own, no worker of its own, no
 * network and no `eval`, and the same code runs in a page's worker and in Node. Networks that come in another form are written
 * as ONNX when they are loaded (faces/face-network.ts), which is a second runtime less.
 */
export async function loadNetwork(model: Uint8Array, assets: Assets): Promise<Network> {
  runtime ??= startRuntime(assets).catch((error: unknown) => {
    runtime = undefined;
    throw error;
  });
  const { InferenceSession, Tensor } = await runtime;
  const session = await guarded(() => InferenceSession.create(model, { executionProviders: ["wasm"] }));
  const inputName = session.inputNames[0]!;
  return {
    async run({ data, dims }) {
      const input = new Tensor("float32", data, dims);
      const outputs = await guarded(() => session.run({ [inputName]: input }));
      return new Map(
        Object.entries(outputs).map(([name, tensor]) => [
          name,
          { dims: tensor.dims, data: tensor.data as Float32Array },
        ]),
      );
    },
  };
}

async function startRuntime(assets: Assets): Promise<Runtime> {
  const loaded = await import("onnxruntime-web/wasm");
  const { env } = loaded;
  env.logLevel = "error";
  env.wasm.numThreads = 1;
  env.wasm.proxy = false;
  env.wasm.wasmBinary = (await assets.loadBytes("network-runtime")).slice().buffer;
  return loaded;
}

/** What the runtime throws is a number or a text of its own; memory is the usual reason. */
async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const memory = error instanceof RangeError || typeof error === "number" || /alloc|memory/iu.test(text);
    throw new WhosecopyError(memory ? "out-of-memory" : "internal", "a network could not be run", { cause: error });
  }
}
