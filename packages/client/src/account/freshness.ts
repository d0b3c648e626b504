import { WhosecopyError } from "@whosecopy/protocol";
import { callHome, type ClientContext } from "../context.ts";
import { progressRecord } from "./progress.ts";

/**
 * [Note: a store that went back] A store restored from a backup would encrypt with keys that are used up, and accept messages
 * again that it has read. The server counts this device's sends and what it has acknowledged; a store that is behind
 * either count is older than what this device was. It may be read and never sends again.
 */
export async function isRolledBack(context: ClientContext): Promise<boolean> {
  if (context.session.freshness === "unknown") {
    const seen = await callHome(context, "deviceState", {});
    const own = await progressRecord.get(context.store);
    const behind = seen.sendIndex > own.sendIndex || seen.acknowledged > own.cursor;
    context.session.freshness = behind ? "rolled-back" : "current";
  }
  return context.session.freshness === "rolled-back";
}

/** @throws WhosecopyError "state-rolled-back" when this store is older than what the server saw of this device */
export async function requireCurrent(context: ClientContext): Promise<void> {
  if (await isRolledBack(context)) throw rolledBack();
}

/**
 * For what is stored first and sent when the server can be reached: refuses only when the store is known to be too old.
 *
 * @throws WhosecopyError "state-rolled-back"
 */
export async function requireNotKnownOld(context: ClientContext): Promise<void> {
  try {
    await requireCurrent(context);
  } catch (error) {
    if (!(error instanceof WhosecopyError) || !error.retryable) throw error;
  }
}

/** Notes that the server refused a send of this device as one from its past. */
export function noteRolledBack(context: ClientContext): void {
  context.session.freshness = "rolled-back";
}

function rolledBack(): WhosecopyError {
  return new WhosecopyError("state-rolled-back", "this store is older than what the server saw of this device");
}
