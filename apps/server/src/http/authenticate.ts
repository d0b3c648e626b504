import {
  type AccountView,
  clockToleranceMs,
  isActiveDevice,
  readProofHeader,
  type Signatures,
} from "@whosecopy/crypto";
import { nodeSha256 } from "@whosecopy/crypto/node";
import { equalBytes, type RequestProof, WhosecopyError } from "@whosecopy/protocol";
import type { AccountViews } from "../accounts/account-views.ts";
import type { Clock } from "../clock.ts";
import type { NonceMemory } from "./nonces.ts";

/** The device that signed a request. */
export interface Caller {
  readonly acct: Uint8Array;
  readonly device: Uint8Array;
  /** The caller's account chain as this process knows it. */
  readonly view: AccountView;
}

/** What a request really was, to be compared with what its proof states. */
export interface ActualRequest {
  readonly method: string;
  /** Path with its query, as received. */
  readonly path: string;
  readonly body: Uint8Array;
}

/** Checks proofs; one per server. */
export type Authenticate = (proofHeader: string | undefined, actual: ActualRequest) => Promise<Caller>;

function refuse(reason: string): WhosecopyError {
  return new WhosecopyError("signature-invalid", reason);
}

function isStated(proof: RequestProof, actual: ActualRequest): boolean {
  return (
    proof.method === actual.method &&
    proof.path === actual.path &&
    equalBytes(proof.body_digest, nodeSha256(actual.body))
  );
}

/** Checks that a request was signed by an active device, for this server, now, and for exactly this method, path and body. */
export function authenticator(params: {
  readonly origin: string;
  readonly clock: Clock;
  readonly accounts: AccountViews;
  readonly signatures: Signatures;
  readonly nonces: NonceMemory;
}): Authenticate {
  const { origin, clock, accounts, signatures, nonces } = params;

  async function viewFor(proof: RequestProof): Promise<AccountView> {
    let view = await accounts.get(proof.acct);
    if (view !== null && view.version < proof.chain_version) {
      // The chain may have grown through another process whose word has not arrived yet.
      accounts.forget(proof.acct);
      view = await accounts.get(proof.acct);
    }
    if (view === null) throw new WhosecopyError("device-unknown", "no such account here");
    if (view.version < proof.chain_version)
      throw new WhosecopyError("chain-invalid", "the chain is not that long here");
    return view;
  }

  return async (proofHeader, actual) => {
    if (proofHeader === undefined) throw refuse("the request is not signed");
    const { proof, statement } = readProofHeader(proofHeader);
    if (proof.host !== origin) throw refuse("the request is meant for another server");
    if (!isStated(proof, actual)) throw refuse("the proof is of another request");
    if (Math.abs(proof.at - clock.nowMs()) > clockToleranceMs) {
      throw new WhosecopyError("clock-skew", "the time of the request is too far from the server's");
    }
    const view = await viewFor(proof);
    if (!isActiveDevice(view, proof.device)) {
      const known = view.devices.some((each) => equalBytes(each.device, proof.device));
      throw new WhosecopyError(known ? "device-revoked" : "device-unknown", "the device is not active in its account");
    }
    if (!signatures.verify("request", statement.body, statement.signature, proof.device)) {
      throw refuse("the signature of the request does not hold");
    }
    // Last, so that nobody but the device itself can use up its nonces.
    if (!nonces.isNew(proof.device, proof.nonce)) throw new WhosecopyError("request-replayed", "seen before");
    return { acct: view.acct, device: proof.device, view };
  };
}
