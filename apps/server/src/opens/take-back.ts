import { digest, isActiveDevice, signStatement, verifyStatement } from "@whosecopy/crypto";
import {
  equalBytes,
  signedFromJson,
  type SignedStatement,
  signedToJson,
  TakeBack,
  type TakeBackReceipt,
  WhosecopyError,
} from "@whosecopy/protocol";
import { sql } from "kysely";
import type { InferOutput } from "valibot";
import type { Schema } from "../database/schema.ts";
import type { Tx } from "../database/transaction.ts";
import type { Caller } from "../http/authenticate.ts";
import type { Handler } from "../http/handler.ts";
import { idBytes } from "../http/json-bytes.ts";
import type { TakeBackRecord } from "../journal/records.ts";
import { inReleaseTransaction } from "../journal/release-transaction.ts";
import type { Services } from "../services.ts";
import { makeEvent } from "./event.ts";
import { shownTime } from "./receipt-time.ts";
import { carryOutTakeBack, insertTakeBack } from "./record-take-back.ts";

type Asked = InferOutput<typeof TakeBack>;
type Copy = Pick<Schema["copies"], "copy" | "opens_used" | "last_open_at" | "receipts">;

function checkTakeBack(params: {
  readonly statement: SignedStatement;
  readonly attachment: Uint8Array;
  readonly caller: Caller;
  readonly services: Services;
}): Asked {
  const { statement, attachment, caller, services } = params;
  const asked = verifyStatement({
    type: "take-back",
    schema: TakeBack,
    statement,
    publicKey: caller.device,
    signatures: services.signatures,
  });
  const own = equalBytes(asked.acct, caller.acct) && equalBytes(asked.device, caller.device);
  if (!own || asked.host !== services.origin || !equalBytes(asked.att_id, attachment)) {
    throw new WhosecopyError("statement-invalid", "the take-back is of another device, attachment or server");
  }
  if ((asked.scope === "attachment") !== (asked.ids.length === 0)) {
    throw new WhosecopyError("statement-invalid", "the scope does not fit the copies named");
  }
  // No check of its time: a client presents old take-backs again to a server that was restored.
  return asked;
}

/** The copies meant, locked. A branch is a copy and all that were passed on from it; nothing is passed on yet. */
async function lockCopies(tx: Tx, asked: Asked): Promise<Copy[]> {
  const all = asked.scope === "attachment";
  const found = await sql<Copy>`
    select copy, opens_used, last_open_at, receipts from copies
    where attachment = ${asked.att_id} and (${all}::bool or copy = any(${asked.ids}::bytea[]))
    order by attachment, copy for update`.execute(tx);
  if (found.rows.length === 0 || (!all && found.rows.length < new Set(asked.ids.map(String)).size)) {
    throw new WhosecopyError("not-found", "no such copy of this attachment");
  }
  return found.rows;
}

function makeRecord(params: {
  readonly services: Services;
  readonly statement: SignedStatement;
  readonly asked: Asked;
  readonly copies: readonly Copy[];
  readonly requestDigest: Uint8Array;
}): TakeBackRecord {
  const { services, statement, asked, copies, requestDigest } = params;
  const at = services.clock.nowMs();
  const event = makeEvent(services.random, { kind: "take-back", digest: requestDigest, at });
  const value: InferOutput<typeof TakeBackReceipt> = {
    v: 1,
    request_digest: requestDigest,
    at,
    leaf_digest: event.leaf,
    copies: copies.map((each) => ({
      copy_id: each.copy,
      releases: each.opens_used,
      // As exact as the policy lets the sender know, and no more.
      last_release_at: shownTime(each.receipts, each.last_open_at),
    })),
  };
  const { signatures, hostKey } = services;
  return {
    v: 1,
    kind: "take-back",
    attachment: asked.att_id,
    copies: copies.map((each) => each.copy),
    at,
    statement,
    receipt: signStatement({ type: "take-back-receipt", value, secretKey: hostKey.secretKey, signatures }),
    salt: event.salt,
    event: event.event,
  };
}

/** Takes copies back, in one transaction; the same statement again answers the same receipt. Never held. */
export const takeBack: Handler<"takeBack"> = async ({ input, caller, services }) => {
  const attachment = idBytes(input.params.attachment);
  const statement = signedFromJson(input.body.statement);
  const asked = checkTakeBack({ statement, attachment, caller, services });
  const requestDigest = digest("take-back", statement.body);
  const receipt = await inReleaseTransaction(services, async (tx, journal) => {
    const view = await services.accounts.read(tx, caller.acct);
    if (view === null || !isActiveDevice(view, caller.device)) {
      throw new WhosecopyError("device-revoked", "the device is not active");
    }
    const owner = await tx
      .selectFrom("attachments")
      .select("acct")
      .where("attachment", "=", attachment)
      .executeTakeFirst();
    if (owner === undefined || !equalBytes(owner.acct, caller.acct)) {
      throw new WhosecopyError("not-found", "no such attachment of this account");
    }
    const copies = await lockCopies(tx, asked);
    const earlier = await tx
      .selectFrom("take_backs")
      .select(["receipt_body", "receipt_signature"])
      .where("attachment", "=", attachment)
      .where("digest", "=", requestDigest)
      .executeTakeFirst();
    if (earlier !== undefined) return { body: earlier.receipt_body, signature: earlier.receipt_signature };
    const record = makeRecord({ services, statement, asked, copies, requestDigest });
    journal.removeBlobs(await carryOutTakeBack(tx, record));
    await insertTakeBack(tx, record, await journal.append(record));
    return record.receipt;
  });
  services.metrics.takeBacks.inc();
  return { receipt: signedToJson(receipt) };
};
