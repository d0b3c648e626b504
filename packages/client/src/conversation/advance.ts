import { type ErrorCode, WhosecopyError } from "@whosecopy/protocol";
import type { ClientContext } from "../context.ts";
import { flushOutbox } from "./flush.ts";
import { intentRecords } from "./intents.ts";
import { realise } from "./realise.ts";
import { receive } from "./receive.ts";

/** Each round that ends in a conflict has let somebody else's commit through; more than this is somebody's fault. */
const mostConflicts = 12;

/**
 * Sends all that is waiting: what lies in the outbox, then what was asked for and is not encrypted yet, receiving in between
 * whenever a conversation has moved on. Only under the lock.
 *
 * @returns the codes of what was refused for good
 * @throws WhosecopyError what may pass ("network" ...): everything is kept and goes out with the next call
 */
export async function advance(context: ClientContext, signal?: AbortSignal): Promise<readonly ErrorCode[]> {
  const refused: ErrorCode[] = [];
  let conflicts = 0;
  for (;;) {
    const flushed = await flushOutbox(context, signal);
    refused.push(...flushed.refused);
    if (flushed.conflict) {
      conflicts += 1;
      if (conflicts > mostConflicts) throw new WhosecopyError("epoch-conflict", "the conversation keeps moving on");
      await receive(context, signal);
    }
    const [next] = await intentRecords.list(context.store);
    if (next === undefined) {
      if (!flushed.conflict) return refused;
      continue;
    }
    try {
      await realise(context, next);
    } catch (error) {
      const stillThere = (await intentRecords.list(context.store)).some(({ order }) => order === next.order);
      if (stillThere || !(error instanceof WhosecopyError)) throw error;
      refused.push(error.code);
    }
  }
}
