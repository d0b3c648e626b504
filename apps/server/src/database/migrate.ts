import { type Kysely, Migrator } from "kysely";
import { WhosecopyError } from "@whosecopy/protocol";
import * as first from "./migrations/001-first.ts";
import type { Schema } from "./schema.ts";

/** Numbered; each runs once, in order, and none is ever changed after a release. There is no way back down. */
const migrations = { "001-first": first };

/** Brings the database to this version. Servers that start together take turns: Kysely holds an advisory lock meanwhile. */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    throw new WhosecopyError("server-unavailable", "the database can't be brought to this version", { cause: error });
  }
}
