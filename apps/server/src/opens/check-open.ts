import { type AccountView, clockToleranceMs, digest, isActiveDevice, verifyStatement } from "@whosecopy/crypto";
import { equalBytes, OpenReceipt, OpenRequest, type SignedStatement, WhosecopyError } from "@whosecopy/protocol";
import type { InferOutput } from "valibot";
import type { Services } from "../services.ts";
import { type ReceiptLevel, shownTime } from "./receipt-time.ts";

export type CheckedRequest = InferOutput<typeof OpenRequest> & { readonly digest: Uint8Array };

/**
 * Step 1 of protocol 3.5: signature, device in the chain and not revoked, own origin, this copy.
 *
 * @throws WhosecopyError "signature-invalid", "device-revoked", "statement-invalid"
 */
export function checkOpenRequest(params: {
  readonly statement: SignedStatement;
  readonly copy: Uint8Array;
  readonly view: AccountView;
  readonly device: Uint8Array;
  readonly services: Services;
}): CheckedRequest {
  const { statement, copy, view, device, services } = params;
  if (!isActiveDevice(view, device)) throw new WhosecopyError("device-revoked", "the device is not active");
  const request = verifyStatement({
    type: "open",
    schema: OpenRequest,
    statement,
    publicKey: device,
    signatures: services.signatures,
  });
  const own = equalBytes(request.acct, view.acct) && equalBytes(request.device, device);
  if (!own || !equalBytes(request.copy_id, copy) || request.host !== services.origin) {
    throw new WhosecopyError("statement-invalid", "the request is of another device, copy or server");
  }
  if (request.chain_version > view.version)
    throw new WhosecopyError("chain-invalid", "the chain is not that long here");
  return { ...request, digest: digest("open", statement.body) };
}

/** A request that was not seen before must be of now; one that is repeated may be older. */
export function checkOpenTime(request: CheckedRequest, nowMs: number): void {
  if (Math.abs(request.at - nowMs) > clockToleranceMs) {
    throw new WhosecopyError("clock-skew", "the time of the request is too far from the server's");
  }
}

/**
 * Checks that the device signed exactly what the policy lets the sender see of this open, no less and no more.
 *
 * @throws WhosecopyError "policy-mismatch", "signature-invalid"
 */
export function checkReceipt(params: {
  readonly receipt: SignedStatement | null;
  readonly level: ReceiptLevel;
  readonly request: CheckedRequest;
  readonly services: Services;
}): void {
  const { receipt, level, request, services } = params;
  if (receipt === null || level === "none") {
    if ((receipt === null) === (level === "none")) return;
    throw new WhosecopyError("policy-mismatch", "the policy asks for a receipt exactly when there is none");
  }
  const said = verifyStatement({
    type: "open-receipt",
    schema: OpenReceipt,
    statement: receipt,
    publicKey: request.device,
    signatures: services.signatures,
  });
  const fits =
    equalBytes(said.copy_id, request.copy_id) &&
    equalBytes(said.open_id, request.open_id) &&
    equalBytes(said.acct, request.acct) &&
    equalBytes(said.core_digest, request.core_digest) &&
    said.at === shownTime(level, request.at);
  if (!fits) throw new WhosecopyError("policy-mismatch", "the receipt does not say what the policy asks for");
}
