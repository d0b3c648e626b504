import { WhosecopyError } from "@whosecopy/protocol";

/**
 * A part of the program that comes with its first use.
 *
 * [Note: Picture code comes with the first picture] Marking, opening and tracing are a third of the SDK. A browser that is about to
 * show messages does not load them; in Node it makes no difference. A part that can't be loaded is a matter of the network,
 * and whatever counts or can't be repeated begins only after its part is there.
 *
 * @throws WhosecopyError "network" when it can't be loaded
 */
export async function loaded<Part>(part: () => Promise<Part>): Promise<Part> {
  try {
    return await part();
  } catch (cause) {
    throw new WhosecopyError("network", "a part of the program can't be loaded", { cause });
  }
}
