import { type CheckedCopy, checkCopyStatement } from "@whosecopy/crypto";
import { equalBytes, type RouteAnswer, type Routes, signedFromJson, toId16, WhosecopyError } from "@whosecopy/protocol";
import { accountOf, freshAccountOf } from "../account/directory.ts";
import { requireSelf } from "../account/self.ts";
import { callHome, type ClientContext } from "../context.ts";
import { requireMessage, type StoredMessage } from "../conversation/messages.ts";

export type CopyAnswer = RouteAnswer<Routes["getCopy"]>;

/** A message that brought a copy for this person. */
export interface ReceivedCopy {
  readonly message: StoredMessage;
  readonly attId: Uint8Array;
  readonly copyId: Uint8Array;
  readonly statementDigest: Uint8Array;
  readonly media: "image/jpeg" | "text/plain";
}

/** @throws WhosecopyError "not-found" when the message brought no copy for this person */
export async function requireReceivedCopy(context: ClientContext, messageId: string): Promise<ReceivedCopy> {
  const message = await requireMessage(context.store, messageId);
  const { content } = message;
  if (content.kind !== "attachment") throw new WhosecopyError("not-found", "this message has nothing to open");
  if (message.outgoing) throw new WhosecopyError("not-yours", "this is what you sent; its copies are others'");
  if (content.copy === null) throw new WhosecopyError("not-found", "no copy was made for this person");
  return { message, attId: content.attId, media: content.media, ...content.copy };
}

/** Fetches a copy from its host. */
export function fetchCopy(context: ClientContext, copyId: Uint8Array, signal?: AbortSignal): Promise<CopyAnswer> {
  return callHome(context, "getCopy", {
    params: { copy: toId16(copyId) },
    ...(signal === undefined ? {} : { signal }),
  });
}

/**
 * Everything that the recipient refuses to be shown otherwise than signed (protocol 3.4): the statement is the one that the
 * message named, signed by a device of the message's sender, for this person, in this conversation, held by the host that
 * was asked.
 *
 * @throws WhosecopyError "policy-mismatch" when message and statement differ, "statement-invalid", "signature-invalid"
 */
export async function checkReceived(
  context: ClientContext,
  received: ReceivedCopy,
  statementJson: CopyAnswer["statement"],
  /** "fresh": asks whether the sender's device has been revoked lately. "kept": for what is shown without a server. */
  chain: "fresh" | "kept" = "fresh",
): Promise<CheckedCopy> {
  const { message } = received;
  const self = await requireSelf(context.store);
  const statement = signedFromJson(statementJson);
  const sender = await (chain === "fresh" ? freshAccountOf(context, message.from) : accountOf(context, message.from));
  const checked = checkCopyStatement({ statement, sender: sender.view, signatures: context.signatures });
  const { core } = checked;
  const mismatch = (reason: string) => new WhosecopyError("policy-mismatch", reason);
  if (!equalBytes(checked.statementDigest, received.statementDigest))
    throw mismatch("not the statement of the message");
  if (!equalBytes(core.att_id, received.attId) || !equalBytes(core.copy_id, received.copyId)) {
    throw mismatch("the statement is about another copy");
  }
  if (core.audience.kind !== "account" || !equalBytes(core.audience.acct, self.acct)) {
    throw mismatch("the copy is somebody else's");
  }
  if (core.conv_id === null || message.conversation === null || !equalBytes(core.conv_id, message.conversation)) {
    throw mismatch("the statement is for another conversation");
  }
  // Made in the epoch of its message or before: a commit may have come between.
  if (core.mls_epoch === null || core.mls_epoch > message.epoch) throw mismatch("the statement is of a later epoch");
  const [host, another] = core.share_hosts;
  if (another !== undefined || host?.origin !== self.origin || !equalBytes(host.host_key, self.hostKey)) {
    throw mismatch("the share host is not the server that was asked");
  }
  if ((core.form === 1) !== (received.media === "image/jpeg")) throw mismatch("another form than the message says");
  return checked;
}
