import * as v from "valibot";
import { decodeCanonical } from "../cbor.ts";
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
export const SignedStatement = v.strictObject({ body: bytesUpTo(65_536), signature: bytesOf(64) });

/**
 * Reads the body of a statement of a known type. Says nothing about who signed it.
 *
 * @throws WhosecopyError "statement-invalid"
 */
export function readStatement<Schema extends v.GenericSchema>(schema: Schema, body: Uint8Array): v.InferOutput<Schema> {
  return parseAs(schema, decodeCanonical(body), "statement-invalid");
}
