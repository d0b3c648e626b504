import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import { stateOf } from "../copies/live.ts";
import type { Handler } from "../http/handler.ts";
import { id16, idBytes, signedJson } from "../http/json-bytes.ts";

const keyOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

/** Every copy of an attachment and every open of each, as much as each policy lets the sender know. */
export const status: Handler<"status"> = async ({ input, caller, services }) => {
  const attachment = idBytes(input.params.attachment);
  const { db } = services.database;
  const owner = await db
    .selectFrom("attachments")
    .select("acct")
    .where("attachment", "=", attachment)
    .executeTakeFirst();
  if (owner === undefined || !equalBytes(owner.acct, caller.acct)) {
    throw new WhosecopyError("not-found", "no such attachment of this account");
  }
  const copies = await db
    .selectFrom("copies")
    .selectAll()
    .where("attachment", "=", attachment)
    .orderBy("copy")
    .execute();
  const opens = await db
    .selectFrom("opens")
    .select(["copy", "open_id", "n", "receipt_body", "receipt_signature", "confirmed"])
    .where("attachment", "=", attachment)
    .orderBy("n")
    .execute();
  const byCopy = new Map<string, typeof opens>();
  for (const open of opens) {
    const key = keyOf(open.copy);
    byCopy.set(key, [...(byCopy.get(key) ?? []), open]);
  }
  const nowMs = services.clock.nowMs();
  return {
    copies: copies.map((copy) => {
      const own = byCopy.get(keyOf(copy.copy)) ?? [];
      const confirmed = own.some((open) => open.confirmed === "ok");
      return {
        copy: id16(copy.copy),
        statement: signedJson({ body: copy.statement_body, signature: copy.statement_signature }),
        state: stateOf(copy, confirmed, nowMs),
        opensUsed: copy.opens_used,
        takenBackAt: copy.closed === "taken-back" ? copy.closed_at : null,
        opens: own.map((open) => ({
          openId: id16(open.open_id),
          n: open.n,
          receipt:
            open.receipt_body === null || open.receipt_signature === null
              ? null
              : signedJson({ body: open.receipt_body, signature: open.receipt_signature }),
          confirmed: open.confirmed,
        })),
      };
    }),
  };
};
