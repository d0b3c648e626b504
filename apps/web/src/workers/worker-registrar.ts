import type { Registrar } from "@whosecopy/marks";
import { connect } from "../rpc/connect.ts";
import { ownScript } from "../trusted-types.ts";
import registrarWorker from "./registrar.worker.ts?worker&url";
import type { RegistrarOperations } from "./registrar-operations.ts";

/** Registration in a worker of its own, which is loaded with the first leak. */
export function workerRegistrar(): Registrar {
  let remote: RegistrarOperations | undefined;
  return {
    register({ reference, leak, start, signal }) {
      remote ??= connect<RegistrarOperations>(
        new Worker(ownScript(registrarWorker), { type: "module", name: "registrar" }),
        ["register"],
      );
      return remote.register({ reference, leak, start }, { signal });
    },
  };
}
