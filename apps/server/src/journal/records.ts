import { decodeCanonical, encodeCanonical, parseAs, SignedStatement } from "@whosecopy/protocol";
import * as v from "valibot";

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array, "bytes");
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const StartRecord = v.strictObject({
  v: v.literal(1),
  kind: v.literal("start"),
  at: whole,
  /** The newest segment before this one and how long it was. */
  after: v.nullable(v.strictObject({ segment: v.string(), bytes: whole })),
});

const OpenRecord = v.strictObject({
  v: v.literal(1),
  kind: v.literal("open"),
  attachment: bytes,
  copy: bytes,
  open_id: bytes,
  n: whole,
  at: whole,
  acct: bytes,
  device: bytes,
  request: SignedStatement,
  receipt: v.nullable(SignedStatement),
  release: SignedStatement,
  salt: bytes,
  event: bytes,
});
export type OpenRecord = v.InferOutput<typeof OpenRecord>;

const TakeBackRecord = v.strictObject({
  v: v.literal(1),
  kind: v.literal("take-back"),
  attachment: bytes,
  copies: v.array(bytes),
  at: whole,
  statement: SignedStatement,
  receipt: SignedStatement,
  salt: bytes,
  event: bytes,
});
export type TakeBackRecord = v.InferOutput<typeof TakeBackRecord>;

/** Copies closed because their holders were removed from a conversation. */
const RemovalRecord = v.strictObject({
  v: v.literal(1),
  kind: v.literal("removal"),
  copies: v.array(bytes),
  at: whole,
});
export type RemovalRecord = v.InferOutput<typeof RemovalRecord>;

/**
 * What the release journal holds (protocol 3.6). A record has everything that is needed to do again in the database what it
 * tells of; it holds no share and nothing that helps to get one.
 */
const JournalRecord = v.variant("kind", [StartRecord, OpenRecord, TakeBackRecord, RemovalRecord]);
export type JournalRecord = v.InferOutput<typeof JournalRecord>;
/** A record that tells of something done to copies. */
export type ReleaseRecord = Exclude<JournalRecord, { kind: "start" }>;

/** The bytes of a record. */
export function encodeRecord(record: JournalRecord): Uint8Array {
  return encodeCanonical(record);
}

/** @throws WhosecopyError "store-damaged" */
export function decodeRecord(payload: Uint8Array): JournalRecord {
  return parseAs(JournalRecord, decodeCanonical(payload), "store-damaged");
}
