import type { Luma } from "@whosecopy/image";
import type { Registration } from "@whosecopy/marks";
import type { CallOptions } from "../rpc/frames.ts";

/** What the registrar's worker does: two pictures in, where one lies in the other out. It gets nothing else. */
export interface RegistrarOperations {
  register(
    params: { readonly reference: Luma; readonly leak: Luma; readonly start?: Float64Array | undefined },
    options?: CallOptions,
  ): Promise<Registration | null>;
}
