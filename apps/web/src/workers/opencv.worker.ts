import { browserRegistrar } from "@whosecopy/marks/browser";
import { serve } from "../rpc/serve.ts";
import type { RegistrarOperations } from "./registrar-operations.ts";

/*
 * [Note: The sealed worker] OpenCV needs `new Function`, which the app's own content security policy forbids. It runs in this worker,
 * whose response carries a policy of its own: scripts of this origin and evaluation, and nothing to connect to. It is handed
 * brightness values and answers with where one picture lies in the other; it never sees a key, a name or a code word.
 */
serve<RegistrarOperations>(globalThis, {
  register: ({ reference, leak, start }, options) =>
    browserRegistrar.register({ reference, leak, start, signal: options?.signal }),
});
