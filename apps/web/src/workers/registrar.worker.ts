import { browserRegistrar } from "@whosecopy/marks/browser";
import { serve } from "../rpc/serve.ts";
import type { RegistrarOperations } from "./registrar-operations.ts";

/*
 * [Note: The registrar's worker] Finding a picture in another computes for a second or more, so it has a worker of its own, beside the
 * client's, which goes on fetching meanwhile. It is handed brightness values and answers with where one picture lies in the other; it
 * never sees a key, a name or a code word.
 */
serve<RegistrarOperations>(globalThis, {
  register: ({ reference, leak, start }, options) =>
    browserRegistrar.register({ reference, leak, start, signal: options?.signal }),
});
