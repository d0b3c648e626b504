import {
  decodeCanonical,
  encodeCanonical,
  fromBase64url,
  parseAs,
  readStatement,
  RequestProof,
  SignedStatement,
  toBase64url,
  WhosecopyError,
} from "@whosecopy/protocol";
import { sha256 } from "../hash.ts";
import type { Random } from "../random.ts";
import type { Signatures } from "../sign.ts";
import { signStatement } from "./signed.ts";

/** How far a request's time may be from the server's clock. */
export const clockToleranceMs = 300_000;

/** Signs one request: the text of the proof header. */
export function proveRequest(params: {
  readonly host: string;
  readonly acct: Uint8Array;
  readonly device: Uint8Array;
  readonly deviceSecret: Uint8Array;
  readonly chainVersion: number;
  readonly method: RequestProof["method"];
  /** Path with its query, as sent. */
  readonly path: string;
  readonly body: Uint8Array;
  readonly nowMs: number;
  readonly random: Random;
  readonly signatures: Signatures;
}): string {
  const proof: RequestProof = {
    v: 1,
    host: params.host,
    acct: params.acct,
    device: params.device,
    method: params.method,
    path: params.path,
    body_digest: sha256(params.body),
    nonce: params.random.bytes(16),
    at: params.nowMs,
    chain_version: params.chainVersion,
  };
  const signed = signStatement({
    type: "request",
    value: proof,
    secretKey: params.deviceSecret,
    signatures: params.signatures,
  });
  return toBase64url(encodeCanonical({ body: signed.body, signature: signed.signature }));
}

/**
 * Reads the proof header; who signed it, and whether the signature holds, is checked next with the key of that device.
 *
 * @throws WhosecopyError "signature-invalid"
 */
export function readProofHeader(header: string): { readonly proof: RequestProof; readonly statement: SignedStatement } {
  const bytes = header.length < 8192 ? fromBase64url(header) : null;
  if (bytes === null) throw new WhosecopyError("signature-invalid", "the proof header can't be read");
  try {
    const statement = parseAs(SignedStatement, decodeCanonical(bytes));
    return { statement, proof: readStatement(RequestProof, statement.body) };
  } catch (cause) {
    throw new WhosecopyError("signature-invalid", "the proof header can't be read", { cause });
  }
}
