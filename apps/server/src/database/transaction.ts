import type { Kysely, Transaction } from "kysely";
import { WhosecopyError } from "@whosecopy/protocol";
import { isOutOfSpace } from "../data-folder/durable-file.ts";
import type { Schema } from "./schema.ts";

/** A connection in a transaction; nothing of it is there before it commits. */
export type Tx = Transaction<Schema>;
/** For reading: the pool, or a transaction. */
export type Reader = Kysely<Schema>;

/** Deadlock, serialisation failure: nothing happened and the same may succeed at once. */
const worthAnotherTry = new Set(["40001", "40P01"]);

function sqlState(error: unknown): string {
  const code: unknown = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

/** True when a statement broke this unique constraint. */
export function breaksUnique(error: unknown, constraint: string): boolean {
  return sqlState(error) === "23505" && (error as { constraint_name?: unknown }).constraint_name === constraint;
}

/** Errors of the database in our words. */
export function databaseFailure(error: unknown): unknown {
  if (error instanceof WhosecopyError) return error;
  if (isOutOfSpace(error)) return new WhosecopyError("storage-full", "no room left for the database", { cause: error });
  const code = sqlState(error);
  // 08: connection; 57: told to stop; the rest: postgres.js's own names for a lost connection.
  if (code.startsWith("08") || code.startsWith("57") || /^(?:CONNECTION_|ECONN|ENOENT|EPIPE)/.test(code)) {
    return new WhosecopyError("server-unavailable", "the database is not there", { cause: error });
  }
  return error;
}

/**
 * Runs `work` in one transaction, again when it lost against another one. `work` must have no effect outside of it.
 *
 * [Note: order of locks] Transactions lock rows in one order, and within a table by key, so that they seldom deadlock:
 * device_state, conversations, copies, storage_use, mailboxes.
 */
export async function inTransaction<Result>(db: Kysely<Schema>, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  for (let tries = 0; ; tries++) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (tries < 5 && worthAnotherTry.has(sqlState(error))) continue;
      throw databaseFailure(error);
    }
  }
}
