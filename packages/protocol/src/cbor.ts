import { decode, encode, rfc8949EncodeOptions } from "cborg";
import { equalBytes } from "./bytes.ts";
import { WhosecopyError } from "./errors.ts";

/** Deterministic CBOR (RFC 8949 section 4.2): what every statement is made of. */
export function encodeCanonical(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}

/**
 * Reads deterministic CBOR; the result is untyped and goes straight into a schema.
 *
 * @throws WhosecopyError "statement-invalid" when the bytes are not CBOR, or are another spelling of the same value:
 * two spellings would have two digests.
 */
export function decodeCanonical(bytes: Uint8Array): unknown {
  try {
    const value: unknown = decode(bytes, {
      strict: true,
      allowIndefinite: false,
      allowUndefined: false,
      allowNaN: false,
      allowInfinity: false,
      allowBigInt: false,
      rejectDuplicateMapKeys: true,
    });
    if (equalBytes(encodeCanonical(value), bytes)) return value;
  } catch (cause) {
    throw new WhosecopyError("statement-invalid", "not deterministic CBOR", { cause });
  }
  throw new WhosecopyError("statement-invalid", "CBOR is not in its deterministic form");
}
