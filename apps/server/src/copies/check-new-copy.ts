import {
  type AccountView,
  asSecret,
  checkCopyStatement,
  type CheckedCopy,
  type HostShare,
  isActiveDevice,
  isCommittedHostShare,
} from "@whosecopy/crypto";
import { nodeSha256 } from "@whosecopy/crypto/node";
import {
  type CopyCore,
  equalBytes,
  type NewCopyJson,
  signedFromJson,
  type SignedStatement,
  WhosecopyError,
} from "@whosecopy/protocol";
import type { InferOutput } from "valibot";
import { fromJson, idBytes } from "../http/json-bytes.ts";
import type { Services } from "../services.ts";

/** Half of a copy's key, sealed to one device. */
export interface Envelope {
  readonly device: Uint8Array;
  readonly suite: number;
  readonly prekey: Uint8Array;
  readonly pair: Uint8Array;
  readonly sealed: Uint8Array;
}

/** A copy that passed every check that needs no look at other copies. */
export interface NewCopy {
  readonly statement: SignedStatement;
  readonly checked: CheckedCopy;
  readonly core: CopyCore;
  readonly copy: Uint8Array;
  readonly holder: Uint8Array;
  readonly bundle: Uint8Array;
  readonly share: HostShare;
  readonly envelopes: readonly Envelope[];
}

function refuse(reason: string): WhosecopyError {
  return new WhosecopyError("statement-invalid", reason);
}

/** This server alone must be named as the share host: it releases nothing in the name of another. */
function checkHost(core: CopyCore, services: Services): void {
  const [host, ...others] = core.share_hosts;
  const own = host?.origin === services.origin && equalBytes(host.host_key, services.hostKey.publicKey);
  if (!own || others.length > 0) throw refuse("the policy names another share host");
}

/** Copies passed on come with grants and links, which this version does not have. */
function checkDirect(core: CopyCore): Uint8Array {
  if (core.parent !== null || core.via !== null || core.depth !== 0) throw refuse("copies can't be passed on yet");
  if (core.audience.kind !== "account") throw refuse("copies are for accounts");
  return core.audience.acct;
}

function readEnvelopes(json: InferOutput<typeof NewCopyJson>["envelopes"], holder: AccountView): Envelope[] {
  const envelopes = json.map((each) => ({
    device: idBytes(each.device),
    suite: each.suite,
    prekey: idBytes(each.cpkId),
    pair: idBytes(each.pair),
    sealed: fromJson(each.sealed),
  }));
  if (envelopes.some((each) => !isActiveDevice(holder, each.device))) {
    throw new WhosecopyError("device-unknown", "an envelope is for a device that its account does not have");
  }
  if (new Set(json.map((each) => each.device)).size < json.length) throw refuse("two envelopes for one device");
  return envelopes;
}

/**
 * Checks what the sender hands in, as far as the recipient will check it too (protocol 3.4).
 *
 * @throws WhosecopyError "signature-invalid", "statement-invalid", "contact-unknown", "device-unknown"
 */
export async function checkNewCopy(params: {
  readonly json: InferOutput<typeof NewCopyJson>;
  readonly attachment: Uint8Array;
  readonly sender: AccountView;
  readonly services: Services;
}): Promise<NewCopy> {
  const { json, attachment, sender, services } = params;
  const statement = signedFromJson(json.statement);
  const checked = checkCopyStatement({ statement, sender, signatures: services.signatures });
  const { core } = checked;
  if (!equalBytes(core.att_id, attachment)) throw refuse("the statement is of another attachment");
  checkHost(core, services);
  const holder = checkDirect(core);
  const share = asSecret<"host-share">(idBytes(json.hostShare));
  if (!isCommittedHostShare({ copyId: core.copy_id, hostShare: share, commitment: core.host_share_com })) {
    throw refuse("the share is not the one that was signed");
  }
  const bundle = fromJson(json.bundle);
  if (!equalBytes(nodeSha256(bundle), checked.bundleDigest)) throw refuse("the bundle is not the one that was signed");
  const view = await services.accounts.get(holder);
  if (view === null) throw new WhosecopyError("contact-unknown", "the recipient has no account here");
  return {
    statement,
    checked,
    core,
    copy: core.copy_id,
    holder,
    bundle,
    share,
    envelopes: readEnvelopes(json.envelopes, view),
  };
}
