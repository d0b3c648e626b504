import { toBase64url, toId32 } from "@whosecopy/protocol";
import * as v from "valibot";
import { callHome, type ClientContext } from "../context.ts";
import { bytes, bytes32, whole } from "../store/fields.ts";
import type { StoreReader } from "../store/client-store.ts";
import { table } from "../store/table.ts";
import { makeLeafIdentity } from "./leaf-credential.ts";
import type { Self } from "./self.ts";

const dayMs = 86_400_000;
const oneTimeLifetimeMs = 30 * dayMs;
const lastResortLifetimeMs = 90 * dayMs;
/** Replaced while it still has this long, so that nobody is given one that is about to end. */
const renewedBeforeEndMs = 10 * dayMs;
const wantedOnServer = 20;
const fewOnServer = 10;

/** A key package by which others can add this device, with its private half. */
const KeyPackage = v.strictObject({
  ref: bytes32,
  keyPackage: bytes,
  secret: bytes,
  notAfterMs: whole,
  lastResort: v.boolean(),
  published: v.boolean(),
});
type KeyPackage = v.InferOutput<typeof KeyPackage>;

const keyPackages = table("key-package", KeyPackage);
const spentPackages = table("spent-key-package", v.strictObject({ notAfterMs: whole }));

export const keyPackageRecords = {
  get: (reader: StoreReader, ref: Uint8Array) => keyPackages.get(reader, toBase64url(ref)),
  /** Erases a one-time package that was joined with, and remembers that it was. */
  spend: (used: KeyPackage) => [
    ...(used.lastResort ? [] : [keyPackages.remove(toBase64url(used.ref))]),
    spentPackages.put(toBase64url(used.ref), { notAfterMs: used.notAfterMs }),
  ],
  async isSpent(reader: StoreReader, ref: Uint8Array): Promise<boolean> {
    return (await spentPackages.get(reader, toBase64url(ref))) !== undefined;
  },
};

/** Keeps about twenty one-time packages and one last-resort package on the server; erases what has expired. */
export async function tendKeyPackages(context: ClientContext, self: Self): Promise<void> {
  const nowMs = context.clock.nowMs();
  await eraseExpired(context, nowMs);
  const all = (await keyPackages.list(context.store)).map(({ value }) => value);
  const unpublished = all.filter((each) => !each.published);
  const { keyPackagesLeft } = await callHome(context, "deviceState", {}, self);
  const waiting = unpublished.filter((each) => !each.lastResort).length;
  const missing = keyPackagesLeft + waiting < fewOnServer ? wantedOnServer - keyPackagesLeft - waiting : 0;
  const made: KeyPackage[] = [];
  for (let i = 0; i < missing; i++) made.push(await makeKeyPackage(context, self, false, nowMs));
  if (!all.some((each) => each.lastResort && each.notAfterMs - renewedBeforeEndMs > nowMs)) {
    made.push(await makeKeyPackage(context, self, true, nowMs));
  }
  // Stored before the server may hand them out.
  if (made.length > 0) await context.store.commit(made.map((each) => put(each)));
  const toPublish = [...unpublished, ...made];
  if (toPublish.length === 0) return;
  const packages = toPublish.map((each) => ({
    ref: toId32(each.ref),
    bytes: toBase64url(each.keyPackage),
    notAfterMs: each.notAfterMs,
    lastResort: each.lastResort,
  }));
  await callHome(context, "publishKeyPackages", { body: { packages } }, self);
  await context.store.commit(toPublish.map((each) => put({ ...each, published: true })));
}

const put = (value: KeyPackage) => keyPackages.put(toBase64url(value.ref), value);

async function makeKeyPackage(context: ClientContext, self: Self, lastResort: boolean, nowMs: number) {
  const signatureKeyPair = await context.groups.generateSignatureKeyPair();
  const identity = makeLeafIdentity({ self, leafKey: signatureKeyPair.publicKey, signatures: context.signatures });
  const made = await context.groups.createKeyPackage({
    identity,
    signatureKeyPair,
    nowMs,
    lifetimeMs: lastResort ? lastResortLifetimeMs : oneTimeLifetimeMs,
    lastResort,
  });
  return { ...made, lastResort, published: false };
}

async function eraseExpired(context: ClientContext, nowMs: number): Promise<void> {
  // A welcome may still be on its way for a while after the package's end.
  const over = ({ value }: { readonly value: { readonly notAfterMs: number } }) => value.notAfterMs + dayMs < nowMs;
  const packages = (await keyPackages.list(context.store)).filter(over);
  const spent = (await spentPackages.list(context.store)).filter(over);
  if (packages.length + spent.length === 0) return;
  await context.store.commit([
    ...packages.map(({ id }) => keyPackages.remove(id)),
    ...spent.map(({ id }) => spentPackages.remove(id)),
  ]);
}
