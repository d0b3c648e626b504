import type { ErrorCode } from "@whosecopy/protocol";
import { expect } from "vitest";

/** What a refusal with this code looks like. */
export function failing(code: ErrorCode): unknown {
  return expect.objectContaining({ code });
}
