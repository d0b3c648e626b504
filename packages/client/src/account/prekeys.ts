import { generateHpkeKeyPair, type Random, type Signatures, signStatement, suiteX25519 } from "@whosecopy/crypto";
import { type CopyPrekey, signedToJson, toBase64url } from "@whosecopy/protocol";
import * as v from "valibot";
import { callHome, type ClientContext } from "../context.ts";
import { bytes, signed, whole } from "../store/fields.ts";
import type { StoreReader } from "../store/client-store.ts";
import { table } from "../store/table.ts";
import type { Self } from "./self.ts";

const dayMs = 86_400_000;
/** A copy prekey is the current one for a week ... */
const currentForMs = 7 * dayMs;
/** ... is replaced a day before that is over ... */
const replacedBeforeEndMs = dayMs;
/** ... and read for 30 days after it was replaced, for copies made meanwhile; then it is erased (protocol 3.1). */
const keptAfterReplacementMs = 30 * dayMs;

/** A copy prekey (CPK) of this device with its private half. */
const Prekey = v.strictObject({
  secretKey: bytes,
  signed: signed,
  notBeforeMs: whole,
  notAfterMs: whole,
  published: v.boolean(),
  replacedAtMs: v.nullable(whole),
});
type Prekey = v.InferOutput<typeof Prekey>;

const prekeys = table("prekey", Prekey);

/** The private half of a prekey, or undefined when it was erased or never ours. */
export async function prekeySecret(reader: StoreReader, prekeyId: Uint8Array): Promise<Uint8Array | undefined> {
  return (await prekeys.get(reader, toBase64url(prekeyId)))?.secretKey;
}

/** Makes a prekey that is current from now on. */
export async function makePrekey(
  context: { readonly random: Random; readonly signatures: Signatures },
  params: {
    readonly acct: Uint8Array;
    readonly device: Uint8Array;
    readonly deviceSecret: Uint8Array;
    readonly nowMs: number;
  },
): Promise<{ readonly id: string; readonly prekey: Prekey }> {
  const pair = await generateHpkeKeyPair({ random: context.random, suite: suiteX25519 });
  const value: CopyPrekey = {
    v: 1,
    acct: params.acct,
    device: params.device,
    cpk_id: context.random.bytes(16),
    suite: suiteX25519,
    public_key: pair.publicKey,
    not_before: params.nowMs,
    not_after: params.nowMs + currentForMs,
  };
  const signed = signStatement({
    type: "copy-prekey",
    value,
    secretKey: params.deviceSecret,
    signatures: context.signatures,
  });
  return {
    id: toBase64url(value.cpk_id),
    prekey: {
      secretKey: pair.secretKey,
      signed,
      notBeforeMs: value.not_before,
      notAfterMs: value.not_after,
      published: false,
      replacedAtMs: null,
    },
  };
}

export const putPrekey = (id: string, prekey: Prekey) => prekeys.put(id, prekey);
export const removePrekey = (id: string) => prekeys.remove(id);

/** Replaces the prekey when its week is nearly over, finishes a publication that was interrupted, erases what is too old. */
export async function tendPrekeys(context: ClientContext, self: Self): Promise<void> {
  const nowMs = context.clock.nowMs();
  const all = await prekeys.list(context.store);
  const newest = all
    .filter(({ value }) => value.replacedAtMs === null)
    .sort((a, b) => b.value.notBeforeMs - a.value.notBeforeMs)[0];
  if (newest === undefined || newest.value.notAfterMs - replacedBeforeEndMs < nowMs) {
    const { id, prekey } = await makePrekey(context, { ...self, nowMs });
    await context.store.commit([prekeys.put(id, prekey)]);
    await publish(context, self, id, prekey);
  } else if (!newest.value.published) {
    await publish(context, self, newest.id, newest.value);
  }
  const old = all.filter(
    ({ value }) => value.replacedAtMs !== null && value.replacedAtMs + keptAfterReplacementMs < nowMs,
  );
  if (old.length > 0) await context.store.commit(old.map(({ id }) => prekeys.remove(id)));
}

async function publish(context: ClientContext, self: Self, id: string, prekey: Prekey): Promise<void> {
  await callHome(context, "putPrekey", { body: { prekey: signedToJson(prekey.signed) } }, self);
  const others = (await prekeys.list(context.store)).filter(
    (other) => other.id !== id && other.value.replacedAtMs === null,
  );
  await context.store.commit([
    prekeys.put(id, { ...prekey, published: true }),
    ...others.map((other) => prekeys.put(other.id, { ...other.value, replacedAtMs: context.clock.nowMs() })),
  ]);
}
