import { verifyStatement } from "@whosecopy/crypto";
import { equalBytes, OpenConfirm, signedFromJson, WhosecopyError } from "@whosecopy/protocol";
import { inTransaction } from "../database/transaction.ts";
import type { Handler } from "../http/handler.ts";
import { idBytes } from "../http/json-bytes.ts";
import { deliver } from "../sync/deliver.ts";
import { shownTime } from "./receipt-time.ts";
import { closeIfUsedUp } from "./used-up.ts";

/** Notes whether what was released worked. "ok" is final; a failure may still become "ok". */
export const confirmOpen: Handler<"confirmOpen"> = async ({ input, caller, services }) => {
  const statement = signedFromJson(input.body.confirm);
  const confirm = verifyStatement({
    type: "confirm",
    schema: OpenConfirm,
    statement,
    publicKey: caller.device,
    signatures: services.signatures,
  });
  const copyId = idBytes(input.params.copy);
  const blobsGone = await inTransaction(services.database.db, async (tx) => {
    const copy = await tx
      .selectFrom("copies")
      .select(["attachment", "holder", "sender", "receipts", "opens_limit", "opens_used", "closed"])
      .where("copy", "=", copyId)
      .forUpdate()
      .executeTakeFirst();
    if (copy === undefined || !equalBytes(copy.holder, caller.acct)) {
      throw new WhosecopyError("not-found", "no such copy for this account");
    }
    const open = await tx
      .selectFrom("opens")
      .select(["device", "confirmed"])
      .where("attachment", "=", copy.attachment)
      .where("copy", "=", copyId)
      .where("open_id", "=", confirm.open_id)
      .executeTakeFirst();
    if (open === undefined) throw new WhosecopyError("not-found", "no such open");
    if (!equalBytes(open.device, caller.device)) throw new WhosecopyError("not-yours", "another device opened it");
    if (open.confirmed === "ok" || open.confirmed === confirm.result) return [];
    await tx
      .updateTable("opens")
      .set({
        confirmed: confirm.result,
        confirm_body: statement.body,
        confirm_signature: statement.signature,
      })
      .where("attachment", "=", copy.attachment)
      .where("copy", "=", copyId)
      .where("open_id", "=", confirm.open_id)
      .execute();
    const gone = await closeIfUsedUp(tx, { ...copy, copy: copyId, at: services.clock.nowMs() });
    const at = shownTime(copy.receipts, services.clock.nowMs());
    if (at !== null) {
      await deliver(tx, [{ to: copy.sender, kind: "opened", about: copy.attachment, item: copyId, at }]);
    }
    return gone;
  });
  await Promise.all(blobsGone.map((attachment) => services.blobs.remove(attachment).catch(() => undefined)));
  return {};
};
