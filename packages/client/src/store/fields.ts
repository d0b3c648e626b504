import * as v from "valibot";

const sized = (length: number) =>
  v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === length, `${length} bytes`);

/** Fields of stored records. */
export const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array, "bytes");
export const bytes16 = sized(16);
export const bytes32 = sized(32);
/** A signed statement: the exact bytes, and the signature. */
export const signed = v.strictObject({ body: bytes, signature: sized(64) });
export const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const text = v.string();
