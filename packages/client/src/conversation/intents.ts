import { decodeCanonical, encodeCanonical, parseAs, toHex, u32be } from "@whosecopy/protocol";
import * as v from "valibot";
import { bytes, bytes16, bytes32, whole } from "../store/fields.ts";
import type { StoreReader } from "../store/client-store.ts";
import { table } from "../store/table.ts";
import type { UnitOfWork } from "../store/unit-of-work.ts";

/**
 * What a person asked for and this device has not encrypted yet: it survives a crash, an unreachable server and a
 * conversation that moves on to the next epoch meanwhile.
 */
const Intent = v.variant("kind", [
  v.strictObject({
    kind: v.literal("content"),
    /** Its place in the order of sending. */
    order: whole,
    target: v.variant("kind", [
      v.strictObject({ kind: v.literal("person"), acct: bytes32 }),
      v.strictObject({ kind: v.literal("conversation"), id: bytes16 }),
    ]),
    /** Canonical CBOR of a MessageContent. */
    content: bytes,
    /** Number of the message that shows it. */
    message: whole,
  }),
  v.strictObject({
    kind: v.literal("members"),
    order: whole,
    conversation: bytes16,
    add: v.array(bytes32),
    remove: v.array(bytes32),
    closeCopies: v.boolean(),
  }),
]);
export type Intent = v.InferOutput<typeof Intent>;
export type ContentIntent = Extract<Intent, { kind: "content" }>;
export type MembersIntent = Extract<Intent, { kind: "members" }>;

const intents = table("intent", Intent);
const orders = table("intent-order", v.strictObject({ next: whole }));
const idOfIntent = (intent: Pick<Intent, "order">) => toHex(u32be(intent.order));

export const intentRecords = {
  /** Oldest first. */
  async list(reader: StoreReader): Promise<readonly Intent[]> {
    return (await intents.list(reader)).map(({ value }) => value).sort((a, b) => a.order - b.order);
  },
  put: (intent: Intent) => intents.put(idOfIntent(intent), intent),
  remove: (intent: Pick<Intent, "order">) => intents.remove(idOfIntent(intent)),
};

/** The next place in the order. */
export async function takeOrder(unit: UnitOfWork): Promise<number> {
  const next = (await orders.get(unit, "next"))?.next ?? 1;
  unit.write(orders.put("next", { next: next + 1 }));
  return next;
}

/** An intent as it is kept beside what was made of it. */
export const packIntent = (intent: Intent): Uint8Array => encodeCanonical(intent);
export const unpackIntent = (packed: Uint8Array): Intent => parseAs(Intent, decodeCanonical(packed), "store-damaged");
