import { clockToleranceMs, type Signatures, verifyStatement } from "@whosecopy/crypto";
import { CopyPrekey, equalBytes, type SignedStatement, WhosecopyError } from "@whosecopy/protocol";

/** Protocol 3.1 says seven days; the rest is room for a device that was off. */
const longestLifeMs = 31 * 24 * 3_600_000;
const keyLength: Readonly<Record<CopyPrekey["suite"], number>> = { 1: 32, 2: 1216 };

/**
 * Checks a copy prekey: of this device, signed by it, current.
 *
 * @throws WhosecopyError "signature-invalid" or "statement-invalid"
 */
export function checkPrekey(params: {
  readonly statement: SignedStatement;
  readonly acct: Uint8Array;
  readonly device: Uint8Array;
  readonly nowMs: number;
  readonly signatures: Signatures;
}): CopyPrekey {
  const { statement, acct, device, nowMs, signatures } = params;
  const prekey = verifyStatement({
    type: "copy-prekey",
    schema: CopyPrekey,
    statement,
    publicKey: device,
    signatures,
  });
  const mine = equalBytes(prekey.acct, acct) && equalBytes(prekey.device, device);
  const current = prekey.not_before <= nowMs + clockToleranceMs && prekey.not_after > nowMs;
  const short = prekey.not_after - prekey.not_before <= longestLifeMs;
  const fits = prekey.public_key.length === keyLength[prekey.suite];
  if (!mine || !current || !short || !fits) {
    throw new WhosecopyError("statement-invalid", "the prekey is not one of this device for now");
  }
  return prekey;
}
