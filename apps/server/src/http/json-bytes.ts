import { type Id16, type Id32, jsonBytes, type SignedJson, type SignedStatement } from "@whosecopy/protocol";
import { WhosecopyError } from "@whosecopy/protocol";

/** Bytes of the database as base64url: by the platform's own encoder, as bundles are megabytes. */
export function toJson(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64url");
}

/** 16 bytes that are an id by where they come from. */
export function id16(bytes: Uint8Array): Id16 {
  return toJson(bytes) as Id16;
}

/** 32 bytes that are an id by where they come from. */
export function id32(bytes: Uint8Array): Id32 {
  return toJson(bytes) as Id32;
}

/** The bytes of an id that its schema has passed. */
export function idBytes(id: Id16 | Id32): Uint8Array {
  return jsonBytes(id);
}

/**
 * The bytes behind base64url of any length.
 *
 * @throws WhosecopyError "bad-request" when it is a second spelling of some bytes
 */
export function fromJson(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.toString("base64url") !== text) {
    throw new WhosecopyError("bad-request", "not base64url in its one spelling");
  }
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** A signed statement that lies in two columns. */
export function signedJson(statement: SignedStatement): SignedJson {
  return { body: toJson(statement.body), signature: toJson(statement.signature) };
}
