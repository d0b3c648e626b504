import { type AccountView, verifyStatement } from "@whosecopy/crypto";
import {
  type CopyState,
  type CopyStatusJson,
  equalBytes,
  OpenReceipt,
  type Policy,
  signedFromJson,
  toId16,
  WhosecopyError,
} from "@whosecopy/protocol";
import { peekCopyCore } from "@whosecopy/crypto";
import { nameOf } from "../account/contacts.ts";
import { accountOf } from "../account/directory.ts";
import { callHome, type ClientContext } from "../context.ts";
import { type IssuedCopy, issuedCopyRecords } from "./attachments.ts";
import { describePolicy, type PolicyView } from "./policy.ts";
import { requireSent } from "./sent.ts";

/** One open of a copy. */
export interface OpenView {
  readonly n: number;
  /** By the person's device: the exact time or the start of its day, as the policy says; null without a receipt. */
  readonly atMs: number | null;
  /** "device": signed by the person's device, the host can't invent it. "host": the host says so, nobody else. */
  readonly provenBy: "device" | "host";
  /** Whether the device said that it worked; null when it has not said anything yet. */
  readonly confirmed: "ok" | "bad-share" | "bad-bundle" | null;
}

export interface CopyStatusView {
  readonly to: string;
  readonly state: CopyState;
  readonly policy: PolicyView;
  readonly opensUsed: number;
  readonly opens: readonly OpenView[];
  /** Opens that the host claims without the person's signature where the policy asks for one, or twice: not shown as opens. */
  readonly unproven: number;
  readonly takenBackAtMs: number | null;
}

/**
 * Who opened what: every copy of something sent, and every open of each, verified.
 *
 * @throws WhosecopyError "statement-invalid" when the host shows a copy that this device did not make, "not-found", "network"
 */
export async function statusOf(
  context: ClientContext,
  params: { readonly id: string; readonly signal?: AbortSignal },
): Promise<readonly CopyStatusView[]> {
  const { attId } = await requireSent(context.store, params.id);
  const issued = await issuedCopyRecords.list(context.store, attId);
  const { copies } = await callHome(context, "status", {
    params: { attachment: toId16(attId) },
    ...(params.signal === undefined ? {} : { signal: params.signal }),
  });
  const shown: CopyStatusView[] = [];
  for (const copy of issued) {
    const said = copies.find((each) => each.copy === toId16(copy.copyId));
    // Not with the host yet: the send is still under way.
    if (said === undefined && copy.shares !== null) continue;
    if (said === undefined) throw new WhosecopyError("statement-invalid", "the host has lost a copy");
    shown.push(await showCopy(context, copy, said));
  }
  return shown.sort((a, b) => (a.to < b.to ? -1 : 1));
}

async function showCopy(context: ClientContext, copy: IssuedCopy, said: CopyStatusJson): Promise<CopyStatusView> {
  const statement = signedFromJson(said.statement);
  if (!equalBytes(statement.body, copy.statement.body)) {
    throw new WhosecopyError("statement-invalid", "the host shows another statement than was signed");
  }
  const { policy, form } = peekCopyCore(copy.statement);
  const { view } = await accountOf(context, copy.acct);
  const shown = new Set<string>();
  const opens = said.opens.map((open) => {
    // One open has one id: a receipt that is shown again proves no other open.
    const seen = shown.has(open.openId) ? null : showOpen(context, { copy, open, policy, account: view });
    if (seen !== null) shown.add(open.openId);
    return seen;
  });
  const proven = opens.filter((open) => open !== null);
  return {
    to: await nameOf(context.store, copy.acct),
    state: said.state,
    policy: describePolicy(policy, form),
    opensUsed: said.opensUsed,
    opens: proven.sort((a, b) => a.n - b.n),
    unproven: opens.length - proven.length,
    takenBackAtMs: said.takenBackAt,
  };
}

/** An open as it may be shown; null when the policy asks for the person's signature and there is none that holds. */
function showOpen(
  context: ClientContext,
  params: {
    readonly copy: IssuedCopy;
    readonly open: CopyStatusJson["opens"][number];
    readonly policy: Policy;
    readonly account: AccountView;
  },
): OpenView | null {
  const { copy, open, policy, account } = params;
  const { n, confirmed } = open;
  if (policy.receipts === "none") return { n, atMs: null, provenBy: "host", confirmed };
  if (open.receipt === null) return null;
  const statement = signedFromJson(open.receipt);
  for (const { device } of account.devices) {
    try {
      const receipt = verifyStatement({
        type: "open-receipt",
        schema: OpenReceipt,
        statement,
        publicKey: device,
        signatures: context.signatures,
      });
      const agrees =
        equalBytes(receipt.copy_id, copy.copyId) &&
        toId16(receipt.open_id) === open.openId &&
        equalBytes(receipt.acct, copy.acct) &&
        equalBytes(receipt.core_digest, copy.coreDigest);
      if (agrees) return { n, atMs: receipt.at, provenBy: "device", confirmed };
    } catch {
      // Not this device's, or no receipt at all.
    }
  }
  return null;
}
