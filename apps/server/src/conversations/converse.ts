import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import { breaksUnique, inTransaction } from "../database/transaction.ts";
import type { Handler } from "../http/handler.ts";
import { fromJson, id32, idBytes } from "../http/json-bytes.ts";
import { membersOf } from "./store-conversation.ts";

/** Makes a conversation at epoch 0 with the caller alone in it; the same by the same caller again changes nothing. */
export const createConversation: Handler<"createConversation"> = async ({ input, caller, services }) => {
  const conversation = idBytes(input.body.conversation);
  const { db } = services.database;
  try {
    await inTransaction(db, async (tx) => {
      await tx
        .insertInto("conversations")
        .values({ conversation, epoch: 0, seq: 0, created_at: services.clock.nowMs() })
        .execute();
      await tx.insertInto("members").values({ conversation, acct: caller.acct }).execute();
    });
  } catch (error) {
    if (!breaksUnique(error, "conversations_pkey")) throw error;
    const members = await membersOf(db, conversation);
    if (!members.some((each) => equalBytes(each, caller.acct))) {
      throw new WhosecopyError("already-exists", "there is such a conversation");
    }
  }
  return {};
};

/** Appends an application message. */
export const sendMessage: Handler<"sendMessage"> = ({ input, caller, services }) =>
  services.appender.append({
    conversation: idBytes(input.params.conversation),
    acct: caller.acct,
    device: caller.device,
    messageId: idBytes(input.body.messageId),
    sendIndex: input.body.sendIndex,
    epoch: input.body.epoch,
    bytes: fromJson(input.body.message),
  });

/** A conversation's epoch and members, for its members. */
export const getConversation: Handler<"getConversation"> = async ({ input, caller, services }) => {
  const conversation = idBytes(input.params.conversation);
  const { db } = services.database;
  const row = await db
    .selectFrom("conversations")
    .select(["epoch", "seq"])
    .where("conversation", "=", conversation)
    .executeTakeFirst();
  if (row === undefined) throw new WhosecopyError("not-found", "no such conversation");
  const members = await membersOf(db, conversation);
  if (!members.some((each) => equalBytes(each, caller.acct))) {
    throw new WhosecopyError("not-a-member", "the caller is not in this conversation");
  }
  return { conversation: input.params.conversation, epoch: row.epoch, seq: row.seq, members: members.map(id32) };
};
