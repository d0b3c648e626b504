import { WhosecopyError } from "@whosecopy/protocol";

/**
 * Lets others have their turn on the event loop.
 * @throws WhosecopyError "cancelled" when the signal says so.
 */
export async function takeTurn(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  if (signal?.aborted === true) throw new WhosecopyError("cancelled", "cancelled by the caller");
}
