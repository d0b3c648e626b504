import type { Registrar } from "@whosecopy/marks";
import { connect } from "../rpc/connect.ts";
import { ownScript } from "../trusted-types.ts";
import opencvWorker from "./opencv.worker.ts?worker&url";
import type { RegistrarOperations } from "./registrar-operations.ts";

/** Registration in the sealed worker, which is loaded with the first leak. */
export function sealedRegistrar(): Registrar {
  let remote: RegistrarOperations | undefined;
  return {
    register({ reference, leak, start, signal }) {
      remote ??= connect<RegistrarOperations>(new Worker(ownScript(opencvWorker), { type: "module", name: "opencv" }), [
        "register",
      ]);
      return remote.register({ reference, leak, start }, { signal });
    },
  };
}
