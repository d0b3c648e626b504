import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import { isExpired } from "../copies/live.ts";
import type { Schema } from "../database/schema.ts";
import type { Services } from "../services.ts";

/** A blob of the caller's own. @throws WhosecopyError "not-found": others are not told that it exists */
export async function ownBlob(services: Services, attachment: Uint8Array, acct: Uint8Array): Promise<Schema["blobs"]> {
  const blob = await services.database.db
    .selectFrom("blobs")
    .selectAll()
    .where("attachment", "=", attachment)
    .executeTakeFirst();
  if (blob === undefined || !equalBytes(blob.acct, acct)) throw new WhosecopyError("not-found", "no such blob");
  return blob;
}

/** A blob that the caller sent or holds a live copy of. @throws WhosecopyError "not-found" */
export async function readableBlob(
  services: Services,
  attachment: Uint8Array,
  acct: Uint8Array,
): Promise<Schema["blobs"]> {
  const { db } = services.database;
  const blob = await db.selectFrom("blobs").selectAll().where("attachment", "=", attachment).executeTakeFirst();
  if (blob === undefined) throw new WhosecopyError("not-found", "no such blob");
  if (equalBytes(blob.acct, acct)) return blob;
  const copy = await db
    .selectFrom("copies")
    .select(["closed", "not_after", "after_first_open_s", "first_open_at", "opens_used", "opens_limit"])
    .where("attachment", "=", attachment)
    .where("holder", "=", acct)
    .where("closed", "is", null)
    .executeTakeFirst();
  if (copy === undefined || isExpired(copy, services.clock.nowMs())) {
    throw new WhosecopyError("not-found", "no such blob");
  }
  return blob;
}
