import { type ErrorCode, WhosecopyError } from "@whosecopy/protocol";
import { requireCurrent } from "../account/freshness.ts";
import type { ClientContext } from "../context.ts";
import { unitOfWork } from "../store/unit-of-work.ts";
import { flushOutbox } from "./flush.ts";
import { type Intent, intentRecords } from "./intents.ts";
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
  let before = "";
  for (;;) {
    const flushed = await flushOutbox(context, signal);
    refused.push(...flushed.refused);
    if (flushed.conflict) {
      conflicts += 1;
      if (conflicts > mostConflicts) throw new WhosecopyError("epoch-conflict", "the conversation keeps moving on");
      await receive(context, signal);
    }
    const intents = await intentRecords.list(context.store);
    if (intents.length === 0) {
      if (!flushed.conflict) return refused;
      continue;
    }
    const waiting = intents.map(({ order }) => order).join();
    if (flushed.sent === 0 && waiting === before) throw new WhosecopyError("internal", "nothing moves any more");
    before = waiting;
    refused.push(...(await realiseAll(context, intents)));
  }
}

/** In one transaction, up to the first change of members: what is said behind it is for the epoch that it begins. */
async function realiseAll(context: ClientContext, intents: readonly Intent[]): Promise<readonly ErrorCode[]> {
  await requireCurrent(context);
  const refused: ErrorCode[] = [];
  const unit = unitOfWork(context.store);
  try {
    for (const intent of intents) {
      const code = await realise(context, unit, intent);
      if (code !== null) refused.push(code);
      if (intent.kind === "members") break;
    }
  } finally {
    // What was made before a failure is good: its group states and send indexes belong to it.
    await unit.commit();
  }
  return refused;
}
