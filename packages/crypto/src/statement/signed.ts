import { encodeCanonical, readStatement, type SignedStatement, WhosecopyError } from "@whosecopy/protocol";
import type * as v from "valibot";
import type { Signatures } from "../sign.ts";

/** Writes a statement as deterministic CBOR and signs exactly those bytes (protocol 3.0). */
export function signStatement(params: {
  readonly type: string;
  readonly value: unknown;
  readonly secretKey: Uint8Array;
  readonly signatures: Signatures;
}): SignedStatement {
  const body = encodeCanonical(params.value);
  return { body, signature: params.signatures.sign(params.type, body, params.secretKey) };
}

/**
 * Checks the signature over the received bytes, then reads them.
 *
 * @throws WhosecopyError "signature-invalid", or "statement-invalid" when the signed bytes are not such a statement
 */
export function verifyStatement<Schema extends v.GenericSchema>(params: {
  readonly type: string;
  readonly schema: Schema;
  readonly statement: SignedStatement;
  readonly publicKey: Uint8Array;
  readonly signatures: Signatures;
}): v.InferOutput<Schema> {
  const { type, schema, statement, publicKey, signatures } = params;
  if (!signatures.verify(type, statement.body, statement.signature, publicKey)) {
    throw new WhosecopyError("signature-invalid", `the signature of a ${type} statement does not hold`);
  }
  return readStatement(schema, statement.body);
}
