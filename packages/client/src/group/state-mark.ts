import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import type { StateMark } from "./group-engine.ts";

/**
 * How a loaded state stands to the newest mark that was kept outside the store (in the server's log, say). MLS itself cannot
 * tell: a state restored from an older snapshot accepts old messages again and encrypts with keys that are used up.
 * "ahead" is what a crash between saving a state and its mark leaves; "forked" means that the store went back and on again.
 */
export function compareMarks(known: StateMark, loaded: StateMark): "same" | "ahead" | "rolled-back" | "forked" {
  if (loaded.counter > known.counter) return "ahead";
  if (loaded.counter < known.counter) return "rolled-back";
  return equalBytes(known.fingerprint, loaded.fingerprint) ? "same" : "forked";
}

/** Throws "state-rolled-back" unless the loaded state is the known one or a later one. */
export function requireNotRolledBack(known: StateMark, loaded: StateMark): void {
  const found = compareMarks(known, loaded);
  if (found === "rolled-back" || found === "forked") {
    throw new WhosecopyError("state-rolled-back", `the group state is ${found}: ${loaded.counter} of ${known.counter}`);
  }
}
