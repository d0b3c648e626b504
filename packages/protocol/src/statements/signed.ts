import * as v from "valibot";
import { mostStatementBytes, type SignedJson } from "../api/json.ts";
import { fromBase64url, toBase64url } from "../bytes.ts";
import { decodeCanonical } from "../cbor.ts";
import { WhosecopyError } from "../errors.ts";
import { parseAs } from "../parse.ts";
import { bytesOf, bytesUpTo } from "./field.ts";

/**
 * A statement as it travels and is kept: the exact bytes that were signed, and the signature over them
 * (protocol 3.0: signatures and digests are over the received bytes).
 */
export interface SignedStatement {
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

/** A signed statement inside another CBOR structure (a message, a store's record, a file). */
export const SignedStatement = v.strictObject({ body: bytesUpTo(mostStatementBytes), signature: bytesOf(64) });

/**
 * Reads the body of a statement of a known type. Says nothing about who signed it.
 *
 * @throws WhosecopyError "statement-invalid"
 */
export function readStatement<Schema extends v.GenericSchema>(schema: Schema, body: Uint8Array): v.InferOutput<Schema> {
  return parseAs(schema, decodeCanonical(body), "statement-invalid");
}

/** How a signed statement is written in JSON. */
export function signedToJson(statement: SignedStatement): SignedJson {
  return { body: toBase64url(statement.body), signature: toBase64url(statement.signature) };
}

/**
 * Reads a signed statement from JSON that its schema has passed.
 *
 * @throws WhosecopyError "statement-invalid" when a byte string has a second spelling or the signature is not 64 bytes
 */
export function signedFromJson(json: SignedJson): SignedStatement {
  const body = fromBase64url(json.body);
  const signature = fromBase64url(json.signature);
  if (body === null || signature?.length !== 64) {
    throw new WhosecopyError("statement-invalid", "a signed statement can't be read");
  }
  return { body, signature };
}
