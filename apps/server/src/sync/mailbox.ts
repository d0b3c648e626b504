import type { MailItem } from "@whosecopy/protocol";
import { WhosecopyError } from "@whosecopy/protocol";
import { sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import { inTransaction, type Reader } from "../database/transaction.ts";
import type { Handler } from "../http/handler.ts";
import { id16, id32, toJson } from "../http/json-bytes.ts";

type Mail = Schema["mail"];

const usualPage = 100;
const largestPage = 500;
/** A page holds at most this many bytes of messages, or one message. */
const largestPageBytes = 4 * 1_048_576;

const none = new Uint8Array(0);

function toItem(mail: Mail): MailItem {
  const { n, at } = mail;
  switch (mail.kind) {
    case "message":
    case "commit":
      return {
        n,
        kind: mail.kind,
        conversation: id16(mail.about),
        seq: mail.seq ?? 0,
        at,
        messageId: id16(mail.item ?? none),
        epoch: mail.epoch ?? 0,
        bytes: toJson(mail.bytes ?? none),
        acct: id32(mail.from_acct ?? none),
        device: id32(mail.from_device ?? none),
      };
    case "welcome":
      return {
        n,
        kind: mail.kind,
        conversation: id16(mail.about),
        seq: mail.seq ?? 0,
        at,
        device: id32(mail.to_device ?? none),
        keyPackageRef: id32(mail.key_package ?? none),
        bytes: toJson(mail.bytes ?? none),
      };
    case "opened":
    case "taken-back":
      return { n, kind: mail.kind, attachment: id16(mail.about), copy: id16(mail.item ?? none), at };
  }
}

async function readPage(reader: Reader, acct: Uint8Array, after: number, limit: number): Promise<Mail[]> {
  const page = await sql<Mail & { upTo: number }>`
    select * from (
      select *, sum(coalesce(octet_length(bytes), 0)) over (order by n) - coalesce(octet_length(bytes), 0) as before
      from mail where acct = ${acct} and n > ${after} order by n limit ${limit}
    ) as page where before < ${largestPageBytes} order by n`.execute(reader);
  return page.rows;
}

/** Where an account's mailbox stands. */
export async function mailboxHead(reader: Reader, acct: Uint8Array): Promise<number> {
  const box = await reader.selectFrom("mailboxes").select("head").where("acct", "=", acct).executeTakeFirst();
  return box?.head ?? 0;
}

/** What waits after a cursor, oldest first. */
export const sync: Handler<"sync"> = async ({ input, caller, services }) => {
  const { db } = services.database;
  const asked = input.query.limit === undefined ? usualPage : Number(input.query.limit);
  const limit = Math.min(Math.max(asked, 1), largestPage);
  // The head first: what arrives meanwhile is then reported by the next call, never passed over.
  const head = await mailboxHead(db, caller.acct);
  const page = await readPage(db, caller.acct, Number(input.query.after), limit);
  const last = page.at(-1)?.n ?? head;
  return { items: page.map(toItem), head: Math.max(head, last), more: page.length > 0 && last < head };
};

/** Notes what a device has stored, and deletes what all devices of the account have. */
export const acknowledge: Handler<"acknowledge"> = async ({ input, caller, services }) => {
  const { acct, device } = caller;
  const { upTo } = input.body;
  await inTransaction(services.database.db, async (tx) => {
    if (upTo > (await mailboxHead(tx, acct))) throw new WhosecopyError("bad-request", "there is no such mail yet");
    await tx
      .updateTable("device_state")
      .set({ acknowledged: upTo })
      .where("acct", "=", acct)
      .where("device", "=", device)
      .where("acknowledged", "<", upTo)
      .execute();
    await sql`
      delete from mail where acct = ${acct}
      and n <= (select min(acknowledged) from device_state where acct = ${acct})`.execute(tx);
  });
  return {};
};
