import * as v from "valibot";
import { fromBase64url, toBase64url } from "../bytes.ts";
import { errorCodes, WhosecopyError } from "../errors.ts";
import { parseAs } from "../parse.ts";

const base64url = (description: string, pattern: RegExp) => v.pipe(v.string(), v.regex(pattern, description));

/** 16 bytes in base64url: ids of attachments, copies, opens, conversations, messages. */
export const Id16 = v.pipe(base64url("16 bytes in base64url", /^[A-Za-z0-9_-]{21}[AQgw]$/), v.brand("Id16"));
export type Id16 = v.InferOutput<typeof Id16>;

/** 32 bytes in base64url: accounts, devices, digests. */
export const Id32 = v.pipe(
  base64url("32 bytes in base64url", /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/),
  v.brand("Id32"),
);
export type Id32 = v.InferOutput<typeof Id32>;

/** Any bytes in base64url, up to a number of bytes. */
export function Base64url(maxBytes: number) {
  return v.pipe(
    v.string(),
    v.maxLength(Math.ceil((maxBytes * 4) / 3)),
    v.regex(/^[A-Za-z0-9_-]*$/, "base64url without padding"),
  );
}

/** Bytes that the body of a signed statement may have. The longest is the receipt for 10,000 copies taken back at once. */
export const mostStatementBytes = 1_048_576;

/** A signed statement in JSON: the exact signed bytes and the signature. */
export const SignedJson = v.strictObject({ body: Base64url(mostStatementBytes), signature: Base64url(64) });
export type SignedJson = v.InferOutput<typeof SignedJson>;

/** Milliseconds since 1970. */
export const TimeJson = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A whole number from 0. */
export const CountJson = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A whole number in a path or a query, from 0. */
export const CountText = v.pipe(v.string(), v.regex(/^\d{1,15}$/, "a whole number"));

/** What every refused request answers. */
export const ErrorAnswer = v.strictObject({
  error: v.strictObject({ code: v.picklist(errorCodes), message: v.string(), retryable: v.boolean() }),
});
export type ErrorAnswer = v.InferOutput<typeof ErrorAnswer>;

/** For requests or answers that say nothing beyond having happened. */
export const Nothing = v.strictObject({});

/** Names 16 bytes in JSON. @throws WhosecopyError "bad-input" for another length */
export function toId16(bytes: Uint8Array): Id16 {
  return parseAs(Id16, toBase64url(bytes), "bad-input");
}

/** Names 32 bytes in JSON. @throws WhosecopyError "bad-input" for another length */
export function toId32(bytes: Uint8Array): Id32 {
  return parseAs(Id32, toBase64url(bytes), "bad-input");
}

/**
 * The bytes behind base64url that a schema has passed.
 *
 * @throws WhosecopyError "bad-input" when the text is a second spelling of some bytes
 */
export function jsonBytes(text: string): Uint8Array {
  const bytes = fromBase64url(text);
  if (bytes === null) throw new WhosecopyError("bad-input", "not base64url in its one spelling");
  return bytes;
}
