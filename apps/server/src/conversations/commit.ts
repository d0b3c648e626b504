import { nodeSha256 } from "@whosecopy/crypto/node";
import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import { sql } from "kysely";
import { closeRemoved } from "../copies/close-removed.ts";
import type { Tx } from "../database/transaction.ts";
import type { Handler } from "../http/handler.ts";
import { fromJson, idBytes } from "../http/json-bytes.ts";
import { inReleaseTransaction } from "../journal/release-transaction.ts";
import { deliver, type Letter } from "../sync/deliver.ts";
import { accountsWithOneDevice } from "./recipients.ts";
import { lockConversation, lockDevice, membersOf, raiseSendIndex } from "./store-conversation.ts";

const has = (list: readonly Uint8Array[], one: Uint8Array) => list.some((each) => equalBytes(each, one));

/** Who is in the conversation after the commit. */
function rosterAfter(params: {
  readonly members: readonly Uint8Array[];
  readonly add: readonly Uint8Array[];
  readonly remove: readonly Uint8Array[];
  readonly maxMembers: number;
}): Uint8Array[] {
  const { members, add, remove, maxMembers } = params;
  if (remove.some((each) => !has(members, each)))
    throw new WhosecopyError("not-a-member", "one to remove is not there");
  const after = members.filter((each) => !has(remove, each));
  for (const each of add) if (!has(after, each)) after.push(each);
  if (after.length > maxMembers) throw new WhosecopyError("too-large", `at most ${maxMembers} people`);
  return after;
}

async function changeRoster(
  tx: Tx,
  conversation: Uint8Array,
  change: { readonly add: readonly Uint8Array[]; readonly remove: readonly Uint8Array[] },
): Promise<void> {
  if (change.add.length > 0) {
    const here = await sql`select from accounts where acct = any(${change.add}::bytea[])`.execute(tx);
    const asked = new Set(change.add.map((each) => Buffer.from(each).toString("latin1")));
    if (here.rows.length !== asked.size) throw new WhosecopyError("contact-unknown", "one to add has no account here");
    await sql`
      insert into members (conversation, acct) select ${conversation}, * from unnest(${change.add}::bytea[])
      on conflict do nothing`.execute(tx);
  }
  if (change.remove.length > 0) {
    await sql`
      delete from members where conversation = ${conversation} and acct = any(${change.remove}::bytea[])`.execute(tx);
  }
}

/**
 * Appends a commit if the conversation is still in the epoch that it ends (compare-and-set under a row lock), and releases its
 * welcomes: those of a commit that lost are never seen by anybody.
 */
export const commit: Handler<"commit"> = async ({ input, caller, services }) => {
  const { body } = input;
  const conversation = idBytes(input.params.conversation);
  const messageId = idBytes(body.messageId);
  const bytes = fromJson(body.commit);
  const digest = nodeSha256(bytes);
  const { acct, device } = caller;
  const add = body.add.map(idBytes);
  const remove = body.remove.map(idBytes);
  const welcomes = body.welcomes.map((each) => ({
    to: idBytes(each.acct),
    toDevice: idBytes(each.device),
    keyPackage: idBytes(each.keyPackageRef),
    bytes: fromJson(each.welcome),
  }));

  return inReleaseTransaction(services, async (tx, journal) => {
    const at = services.clock.nowMs();
    await lockDevice(tx, { acct, device });
    const state = await lockConversation(tx, conversation);
    const earlier = await tx
      .selectFrom("conversation_log")
      .select(["seq", "epoch", "at", "acct", "digest"])
      .where("conversation", "=", conversation)
      .where("message_id", "=", messageId)
      .executeTakeFirst();
    if (earlier !== undefined) {
      if (!equalBytes(earlier.acct, acct) || !equalBytes(earlier.digest, digest)) {
        throw new WhosecopyError("already-exists", "another message has this id");
      }
      return { seq: earlier.seq, epoch: earlier.epoch + 1, at: earlier.at };
    }
    const members = await membersOf(tx, conversation);
    if (!has(members, acct)) throw new WhosecopyError("not-a-member", "the caller is not in this conversation");
    if (body.epoch !== state.epoch) throw new WhosecopyError("epoch-conflict", "the conversation has moved on");
    await raiseSendIndex(tx, { acct, device, sendIndex: body.sendIndex });
    const after = rosterAfter({ members, add, remove, maxMembers: services.limits.maxMembers });
    if (welcomes.some((each) => !has(after, each.to))) {
      throw new WhosecopyError("not-a-member", "a welcome is for somebody who is not in the conversation");
    }
    // Those removed get the commit too: it tells them so.
    const alone = await accountsWithOneDevice(tx, [acct]);
    const recipients = members.filter((to) => !(alone.length > 0 && equalBytes(to, acct)));
    if (bytes.length * recipients.length > services.limits.maxFanOutBytes) {
      throw new WhosecopyError("too-large", "the commit is too large for that many people");
    }
    await changeRoster(tx, conversation, { add, remove });
    const epoch = state.epoch + 1;
    const seq = state.seq + 1;
    await tx.updateTable("conversations").set({ epoch, seq }).where("conversation", "=", conversation).execute();
    await tx
      .insertInto("conversation_log")
      .values({
        conversation,
        seq,
        message_id: messageId,
        kind: "commit",
        epoch: state.epoch,
        acct,
        device,
        digest,
        at,
      })
      .execute();
    const commitLetters: Letter[] = recipients.map((to) => ({
      to,
      kind: "commit",
      about: conversation,
      item: messageId,
      epoch: state.epoch,
      seq,
      fromAcct: acct,
      fromDevice: device,
      bytes,
      at,
    }));
    const welcomeLetters: Letter[] = welcomes.map((each) => ({
      kind: "welcome",
      about: conversation,
      seq,
      at,
      ...each,
    }));
    const closed = body.closeCopies ? await closeRemoved(tx, { conversation, holders: remove, at, journal }) : [];
    await deliver(tx, [...commitLetters, ...welcomeLetters]);
    if (closed.length > 0) await journal.append({ v: 1, kind: "removal", copies: closed, at });
    return { seq, epoch, at };
  });
};
