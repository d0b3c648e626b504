import {
  CopyCore,
  CopyStatement,
  equalBytes,
  readStatement,
  type SignedStatement,
  WhosecopyError,
} from "@whosecopy/protocol";
import { digest } from "../hash.ts";
import type { Signatures } from "../sign.ts";
import { type AccountView, isActiveDevice } from "./account-chain.ts";
import { verifyStatement } from "./signed.ts";

/** A copy statement that was checked, with the digests that other things are bound to. */
export interface CheckedCopy {
  readonly core: CopyCore;
  /** D("core", core): what keys and envelopes are bound to. */
  readonly coreDigest: Uint8Array;
  /** D("copy", body): what the message names and a grant's `parent` points at. */
  readonly statementDigest: Uint8Array;
  /** SHA-256 of the sealed bundle. */
  readonly bundleDigest: Uint8Array;
}

function refuse(reason: string): WhosecopyError {
  return new WhosecopyError("statement-invalid", reason);
}

/** Reads what a copy statement says, before anybody's chain is at hand. Nothing in it is to be trusted yet. */
export function peekCopyCore(statement: SignedStatement): CopyCore {
  return readStatement(CopyCore, readStatement(CopyStatement, statement.body).core);
}

/**
 * Checks a copy statement: signed by an active device of the sender's account, and consistent in itself. The same code
 * runs at the recipient and at the share host, so that neither can be shown another policy (protocol 3.4).
 *
 * @throws WhosecopyError "signature-invalid" or "statement-invalid"
 */
export function checkCopyStatement(params: {
  readonly statement: SignedStatement;
  readonly sender: AccountView;
  readonly signatures: Signatures;
}): CheckedCopy {
  const { statement, sender, signatures } = params;
  const device = peekCopyCore(statement).sender.device;
  if (!isActiveDevice(sender, device)) throw refuse("the signing device is not active in the sender's account");
  const body = verifyStatement({ type: "copy", schema: CopyStatement, statement, publicKey: device, signatures });
  const core = readStatement(CopyCore, body.core);
  if (!equalBytes(core.sender.acct, sender.acct)) throw refuse("the statement names another sender");
  if (core.sender.chain_version > sender.version)
    throw refuse("the statement names a chain version that is not there yet");
  const marked = core.mosaic_root !== null && core.law_com !== null && core.word_com !== null;
  const unmarked = core.mosaic_root === null && core.law_com === null && core.word_com === null;
  if (core.form === 1 ? !marked : !unmarked) throw refuse("the commitments do not fit the form");
  if (core.policy.not_after !== null && core.policy.not_after <= core.policy.not_before) {
    throw refuse("the policy ends before it begins");
  }
  return {
    core,
    coreDigest: digest("core", body.core),
    statementDigest: digest("copy", statement.body),
    bundleDigest: body.bundle_digest,
  };
}
