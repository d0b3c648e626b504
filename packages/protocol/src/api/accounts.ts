import * as v from "valibot";
import { Handle } from "../invite.ts";
import { Base64url, CountJson, Id16, Id32, Nothing, SignedJson, TimeJson } from "./json.ts";
import { defineRoute } from "./route.ts";

const KeyPackageJson = v.strictObject({
  ref: Id32,
  bytes: Base64url(8192),
  notAfterMs: TimeJson,
  lastResort: v.boolean(),
});

/** An account as anyone may see it. The reader checks the chain; the server's word is not needed. */
export const AccountJson = v.strictObject({
  acct: Id32,
  handle: Handle,
  chain: v.array(SignedJson),
  prekeys: v.array(SignedJson),
});
export type AccountJson = v.InferOutput<typeof AccountJson>;

const byAccount = v.strictObject({ acct: Id32 });

export const accountRoutes = {
  serverInfo: defineRoute({
    method: "GET",
    path: "/v1/server",
    summary: "Who this server is: its origin, its host key, its limits and its clock.",
    auth: "anyone",
    params: Nothing,
    query: Nothing,
    body: "none",
    answer: v.strictObject({
      origin: v.string(),
      hostKey: Id32,
      version: v.string(),
      nowMs: TimeJson,
      releasesHeld: v.boolean(),
      limits: v.strictObject({
        maxBlobBytes: CountJson,
        chunkBytes: CountJson,
        accountBlobBytes: CountJson,
        maxMembers: CountJson,
      }),
    }),
    maxBodyBytes: 0,
  }),
  createAccount: defineRoute({
    method: "POST",
    path: "/v1/accounts",
    summary: "Make an account from its first chain entry, a handle claim and a copy prekey of its first device.",
    auth: "anyone",
    params: Nothing,
    query: Nothing,
    body: v.strictObject({ genesis: SignedJson, claim: SignedJson, prekey: SignedJson }),
    answer: v.strictObject({ acct: Id32 }),
    maxBodyBytes: 16_384,
  }),
  getAccount: defineRoute({
    method: "GET",
    path: "/v1/accounts/:acct",
    summary: "An account's chain and the current copy prekeys of its devices.",
    auth: "anyone",
    params: byAccount,
    query: Nothing,
    body: "none",
    answer: AccountJson,
    maxBodyBytes: 0,
  }),
  findHandle: defineRoute({
    method: "GET",
    path: "/v1/handles/:handle",
    summary: "The account behind a handle.",
    auth: "device",
    params: v.strictObject({ handle: Handle }),
    query: Nothing,
    body: "none",
    answer: v.strictObject({ acct: Id32 }),
    maxBodyBytes: 0,
  }),
  appendEntry: defineRoute({
    method: "POST",
    path: "/v1/account/entries",
    summary: "Append an entry to the caller's account chain; refused unless it follows the newest one.",
    auth: "device",
    params: Nothing,
    query: Nothing,
    body: v.strictObject({ entry: SignedJson }),
    answer: v.strictObject({ chainVersion: CountJson }),
    maxBodyBytes: 8192,
  }),
  putPrekey: defineRoute({
    method: "PUT",
    path: "/v1/account/prekey",
    summary: "Replace the calling device's copy prekey.",
    auth: "device",
    params: Nothing,
    query: Nothing,
    body: v.strictObject({ prekey: SignedJson }),
    answer: Nothing,
    maxBodyBytes: 8192,
  }),
  deviceState: defineRoute({
    method: "GET",
    path: "/v1/account/device",
    summary:
      "What the server last saw of the calling device, by which a store rolled back to an older state is noticed.",
    auth: "device",
    params: Nothing,
    query: Nothing,
    body: "none",
    answer: v.strictObject({
      sendIndex: CountJson,
      acknowledged: CountJson,
      keyPackagesLeft: CountJson,
    }),
    maxBodyBytes: 0,
  }),
  publishKeyPackages: defineRoute({
    method: "POST",
    path: "/v1/account/key-packages",
    summary: "Publish one-time key packages of the calling device, and its last-resort one.",
    auth: "device",
    params: Nothing,
    query: Nothing,
    body: v.strictObject({ packages: v.pipe(v.array(KeyPackageJson), v.minLength(1), v.maxLength(100)) }),
    answer: v.strictObject({ left: CountJson }),
    maxBodyBytes: 1_200_000,
  }),
  claimKeyPackages: defineRoute({
    method: "POST",
    path: "/v1/accounts/:acct/key-packages/claim",
    summary:
      "Take one key package of each device of an account; each is given once, the last-resort one when none is left.",
    auth: "device",
    params: byAccount,
    query: Nothing,
    body: v.strictObject({ claimId: Id16 }),
    answer: v.strictObject({
      packages: v.array(v.strictObject({ device: Id32, ref: Id32, bytes: Base64url(8192), lastResort: v.boolean() })),
    }),
    maxBodyBytes: 1024,
  }),
};
