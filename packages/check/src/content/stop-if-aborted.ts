import { WhosecopyError } from "@whosecopy/protocol";

/** @throws WhosecopyError "cancelled" once the signal is aborted. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new WhosecopyError("cancelled", "looking at the picture was cancelled");
}
