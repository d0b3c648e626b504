import { WhosecopyError } from "@whosecopy/protocol";
import { sql } from "kysely";
import type { Clock } from "../clock.ts";
import { breaksUnique, inTransaction, type Reader } from "../database/transaction.ts";
import type { Limits } from "../limits.ts";
import type { Metrics } from "../metrics.ts";
import { batchLength, mostPerBatch } from "./batch-length.ts";
import { lockAndRead, writeBatch } from "./batch-rows.ts";
import { type Accepted, type Decision, decideBatch, keyOf, type OutgoingMessage } from "./decide-batch.ts";

/** Appends messages to conversations, many in one transaction. */
export interface MessageAppender {
  /**
   * Resolves when the message is durable.
   *
   * @throws WhosecopyError "not-found", "not-a-member", "epoch-conflict", "state-rolled-back", "already-exists", "too-large"
   */
  append(message: OutgoingMessage): Promise<Accepted>;
}

interface Waiting {
  readonly message: OutgoingMessage;
  readonly resolve: (accepted: Accepted) => void;
  readonly reject: (error: unknown) => void;
}

/** How many people are in each conversation, counted without locks: it is only for the budget. */
async function countMembers(db: Reader, conversations: readonly Uint8Array[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ conversation: Uint8Array; people: number }>`
    select conversation, count(*)::int4 as people from members
    where conversation = any(${conversations}::bytea[]) group by conversation`.execute(db);
  return new Map(rows.map((row) => [keyOf(row.conversation), row.people]));
}

/**
 * [Note: batched appends] A durable commit costs about the same for one message as for fifty. Messages that arrive while a
 * transaction is under way wait for the next one and share it, so the busier the server, the cheaper each message; an idle
 * one answers at once. Nothing is acknowledged before its transaction is on the disk.
 */
export function messageAppender(params: {
  readonly db: Reader;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly metrics: Metrics;
}): MessageAppender {
  const { db, clock, limits, metrics } = params;
  let waiting: Waiting[] = [];
  let running = false;

  async function nextLength(): Promise<number> {
    const { maxMembers, maxFanOutBytes } = limits;
    const first = waiting.slice(0, mostPerBatch).map((each) => each.message);
    const largest = batchLength(first, { recipientsOf: () => maxMembers, maxFanOutBytes });
    // The people are only counted where it matters: most batches fit however many there are.
    if (largest === first.length) return largest;
    const people = await countMembers(
      db,
      first.map((each) => each.conversation),
    ).catch(() => null);
    if (people === null) return largest;
    return batchLength(first, { recipientsOf: (each) => people.get(keyOf(each)) ?? 0, maxFanOutBytes });
  }

  async function nextBatch(): Promise<Waiting[]> {
    // In the order of each device's own counter, in whatever order the network brought them.
    waiting.sort((a, b) => a.message.sendIndex - b.message.sendIndex);
    const length = await nextLength();
    const batch = waiting.slice(0, length);
    waiting = waiting.slice(length);
    return batch;
  }

  async function append(messages: readonly OutgoingMessage[]): Promise<Decision> {
    for (let tries = 0; ; tries++) {
      try {
        return await inTransaction(db, async (tx) => {
          const before = await lockAndRead(tx, messages);
          const decision = decideBatch(messages, before, { maxFanOutBytes: limits.maxFanOutBytes, at: clock.nowMs() });
          await writeBatch(tx, decision, before.heads);
          return decision;
        });
      } catch (error) {
        // The same message through another server at the same time: now it is there to be seen.
        if (tries < 3 && breaksUnique(error, "conversation_log_pkey")) continue;
        throw error;
      }
    }
  }

  async function commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const { outcomes, accepted } = await append(batch.map((each) => each.message));
      metrics.messageBatches.inc();
      metrics.messages.inc(accepted.length);
      for (const [i, each] of batch.entries()) {
        const outcome = outcomes[i] ?? new WhosecopyError("internal", "a message without an outcome");
        if (outcome instanceof WhosecopyError) each.reject(outcome);
        else each.resolve(outcome);
      }
    } catch (error) {
      for (const each of batch) each.reject(error);
    }
  }

  async function run(): Promise<void> {
    // One turn of the event loop, so that requests that were read together share the first transaction too.
    await new Promise(setImmediate);
    while (waiting.length > 0) await commit(await nextBatch());
    running = false;
  }

  return {
    append: (message) =>
      new Promise((resolve, reject) => {
        waiting.push({ message, resolve, reject });
        if (running) return;
        running = true;
        void run();
      }),
  };
}
