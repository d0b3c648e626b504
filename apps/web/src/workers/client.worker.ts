import { browserCodecs } from "@whosecopy/image/browser";
import jpeg from "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url";
import avif from "@jsquash/avif/codec/dec/avif_dec.wasm?url";
import webp from "@jsquash/webp/codec/dec/webp_dec.wasm?url";
import type { AppOperations } from "../engine/app-engine.ts";
import { serve } from "../rpc/serve.ts";
import { createHost } from "./host/create-host.ts";
import { workerRegistrar } from "./worker-registrar.ts";

/** The client worker: stores, keys, conversations, marking and tracing of every account of this browser. */
const { operations, onState } = createHost({
  origin: location.origin,
  codecs: browserCodecs({ jpeg, webp, avif }),
  registrar: workerRegistrar(),
});
const tell = serve<AppOperations>(globalThis, operations);
onState(tell);
