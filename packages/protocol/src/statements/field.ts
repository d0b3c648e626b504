import * as v from "valibot";

/** Any byte string, whatever kind of buffer it lies in. */
const Bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array, "bytes");

/** A byte string of exactly this many bytes, inside a CBOR statement. */
export function bytesOf(length: number) {
  return v.pipe(
    Bytes,
    v.check((bytes: Uint8Array) => bytes.length === length, `${length} bytes`),
  );
}

/** A byte string of at most this many bytes, inside a CBOR statement. */
export function bytesUpTo(length: number) {
  return v.pipe(
    Bytes,
    v.check((bytes) => bytes.length <= length, `at most ${length} bytes`),
  );
}

/** Milliseconds since 1970, as a whole number that CBOR writes as an unsigned integer. */
export const TimeMs = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A small count. */
export const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(0xffff_ffff));

/** `https://host` or `http://host:port`, with no path: which server something is meant for. */
export const Origin = v.pipe(
  v.string(),
  v.maxLength(255),
  v.regex(/^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?$/, "an origin"),
);
export type Origin = v.InferOutput<typeof Origin>;

/** The digest of an account's first entry; names the account for ever. */
export const Account = bytesOf(32);
/** A device's signing public key (Ed25519); names the device. */
export const Device = bytesOf(32);
export const Digest = bytesOf(32);
/** 16 random bytes: attachments, copies, opens, conversations, messages. */
export const RandomId = bytesOf(16);
