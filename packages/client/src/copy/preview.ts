import type { CopyState } from "@whosecopy/protocol";
import { nameOf } from "../account/contacts.ts";
import type { ClientContext } from "../context.ts";
import { keptCopies } from "../conversation/kept-copies.ts";
import { openingRecords, unpackAnswer } from "./openings.ts";
import { describePolicy, type PolicyView } from "./policy.ts";
import { checkReceived, type CopyAnswer, fetchCopy, type ReceivedCopy, requireReceivedCopy } from "./received.ts";

/** What a person is told before opening (promise 8). */
export interface CopyPreview {
  readonly from: string;
  readonly media: "image/jpeg" | "text/plain";
  readonly policy: PolicyView;
  readonly state: CopyState;
  readonly opensUsed: number;
  /** Null without a limit. */
  readonly opensLeft: number | null;
  /** The server that counts and answers opens. */
  readonly host: string;
}

/** A copy that is kept, or whose open is under way, can be shown without its host. */
async function knownHere(
  context: ClientContext,
  { copyId }: ReceivedCopy,
): Promise<Pick<CopyAnswer, "statement" | "state" | "opensUsed"> | undefined> {
  const kept = await keptCopies.get(context.store, copyId);
  if (kept !== undefined) return { statement: kept.statement, state: "confirmed", opensUsed: 1 };
  const opening = await openingRecords.get(context.store, copyId);
  return opening?.stage === "asking" ? unpackAnswer(opening.copy) : undefined;
}

/**
 * What the sender signed about a copy, verified, without opening it: show it before `open`.
 *
 * @throws WhosecopyError "policy-mismatch", "statement-invalid", "signature-invalid"; "taken-back" and the like when there
 * is nothing left to show; "network"
 */
export async function previewCopy(
  context: ClientContext,
  params: { readonly message: string; readonly signal?: AbortSignal },
): Promise<CopyPreview> {
  const received = await requireReceivedCopy(context, params.message);
  const known = await knownHere(context, received);
  const answer = known ?? (await fetchCopy(context, received.copyId, params.signal));
  const chain = known === undefined ? "fresh" : "kept";
  const { core } = await checkReceived(context, received, answer.statement, chain);
  const { policy, form } = core;
  return {
    from: await nameOf(context.store, received.message.from),
    media: received.media,
    policy: describePolicy(policy, form),
    state: answer.state,
    opensUsed: answer.opensUsed,
    opensLeft: policy.opens === null ? null : Math.max(0, policy.opens - answer.opensUsed),
    host: core.share_hosts[0]?.origin ?? "",
  };
}
