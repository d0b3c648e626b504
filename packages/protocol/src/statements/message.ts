import * as v from "valibot";
import { Account, Digest, Origin, RandomId, TimeMs } from "./field.ts";

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));

/** What an MLS application message carries, as canonical CBOR: nothing of it is readable by a server. */
export const MessageContent = v.variant("kind", [
  v.strictObject({ v: v.literal(1), kind: v.literal("text"), id: RandomId, at: TimeMs, text: text(65_536) }),
  /** What the conversation is called from now on; sent when it is made and again for those who are added. */
  v.strictObject({ v: v.literal(1), kind: v.literal("about"), id: RandomId, at: TimeMs, name: v.nullable(text(255)) }),
  v.strictObject({
    v: v.literal(1),
    kind: v.literal("attachment"),
    id: RandomId,
    at: TimeMs,
    att_id: RandomId,
    /** Where the copies and shares of this attachment live: the sender's home server. */
    host: Origin,
    /** D("copy", statement body) of each copy made for a member of this conversation. */
    copies: v.pipe(
      v.array(v.strictObject({ acct: Account, copy_id: RandomId, statement_digest: Digest })),
      v.minLength(1),
      v.maxLength(250),
    ),
    media: v.picklist(["image/jpeg", "text/plain"]),
    name: v.nullable(text(255)),
    caption: v.nullable(text(4096)),
  }),
]);
export type MessageContent = v.InferOutput<typeof MessageContent>;
