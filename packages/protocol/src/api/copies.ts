import * as v from "valibot";
import { Base64url, CountJson, Id16, Id32, Nothing, SignedJson, TimeJson } from "./json.ts";
import { defineRoute } from "./route.ts";

/** Largest sealed bundle: 65,535 tiles would be 1 MB; text in form 0 is at most 64 KB. */
const maxBundleBytes = 1_100_000;

/** Half of a copy's key, sealed to one device (protocol 3.4). `pair` names the encapsulation that its key is agreed by. */
export const EnvelopeJson = v.strictObject({
  device: Id32,
  suite: v.picklist([1, 2]),
  cpkId: Id16,
  pair: Id32,
  sealed: Base64url(128),
});
export type EnvelopeJson = v.InferOutput<typeof EnvelopeJson>;

/** An HPKE encapsulation, stored once per pair of devices and named by its SHA-256. */
export const PairJson = v.strictObject({ id: Id32, enc: Base64url(1120) });

/** One person's copy as the sender hands it to the share host. */
export const NewCopyJson = v.strictObject({
  statement: SignedJson,
  bundle: Base64url(maxBundleBytes),
  hostShare: Id32,
  envelopes: v.pipe(v.array(EnvelopeJson), v.minLength(1), v.maxLength(64)),
});
export type NewCopyJson = v.InferOutput<typeof NewCopyJson>;

export const CopyState = v.picklist(["sent", "released", "confirmed", "taken-back", "expired", "used-up", "closed"]);
export type CopyState = v.InferOutput<typeof CopyState>;

/** One open as the sender sees it: the device's own signed receipt, where the policy allows one, and the host's release. */
export const OpenJson = v.strictObject({
  openId: Id16,
  n: CountJson,
  receipt: v.nullable(SignedJson),
  confirmed: v.nullable(v.picklist(["ok", "bad-share", "bad-bundle"])),
});

export const CopyStatusJson = v.strictObject({
  copy: Id16,
  statement: SignedJson,
  state: CopyState,
  opensUsed: CountJson,
  takenBackAt: v.nullable(TimeJson),
  opens: v.array(OpenJson),
});
export type CopyStatusJson = v.InferOutput<typeof CopyStatusJson>;

const byAttachment = v.strictObject({ attachment: Id16 });
const byCopy = v.strictObject({ copy: Id16 });

export const copyRoutes = {
  addCopies: defineRoute({
    method: "POST",
    path: "/v1/attachments/:attachment/copies",
    summary:
      "Store copies, shares and envelopes durably and log their commitments, before any message names them; all or none. The same copies again answer the same.",
    auth: "device",
    params: byAttachment,
    query: Nothing,
    body: v.strictObject({
      copies: v.pipe(v.array(NewCopyJson), v.minLength(1), v.maxLength(250)),
      pairs: v.pipe(v.array(PairJson), v.maxLength(2000)),
    }),
    answer: v.strictObject({ leaves: v.array(v.strictObject({ copy: Id16, leaf: Id32 })) }),
    maxBodyBytes: 67_108_864,
  }),
  getCopy: defineRoute({
    method: "GET",
    path: "/v1/copies/:copy",
    summary: "A copy, for the person it was made for: statement, sealed bundle, the calling device's envelope.",
    auth: "device",
    params: byCopy,
    query: Nothing,
    body: "none",
    answer: v.strictObject({
      statement: SignedJson,
      bundle: Base64url(maxBundleBytes),
      envelope: v.nullable(EnvelopeJson),
      pair: v.nullable(PairJson),
      blobBytes: v.nullable(CountJson),
      state: CopyState,
      opensUsed: CountJson,
    }),
    maxBodyBytes: 0,
  }),
  open: defineRoute({
    method: "POST",
    path: "/v1/copies/:copy/opens",
    summary:
      "Ask for the host's share of a copy. Counted and journalled before it is answered; the identical request again is answered again and not counted.",
    auth: "device",
    params: byCopy,
    query: Nothing,
    body: v.strictObject({ request: SignedJson, receipt: v.nullable(SignedJson) }),
    answer: v.strictObject({ sealedShare: Base64url(256), release: SignedJson }),
    maxBodyBytes: 16_384,
  }),
  confirmOpen: defineRoute({
    method: "POST",
    path: "/v1/copies/:copy/confirmations",
    summary: "The opening device says whether what it got worked.",
    auth: "device",
    params: byCopy,
    query: Nothing,
    body: v.strictObject({ confirm: SignedJson }),
    answer: Nothing,
    maxBodyBytes: 8192,
  }),
  takeBack: defineRoute({
    method: "POST",
    path: "/v1/attachments/:attachment/take-back",
    summary:
      "Take back one copy, a branch, or every copy: shares, bundles and envelopes are destroyed in one transaction.",
    auth: "device",
    params: byAttachment,
    query: Nothing,
    body: v.strictObject({ statement: SignedJson }),
    answer: v.strictObject({ receipt: SignedJson }),
    maxBodyBytes: 65_536,
  }),
  status: defineRoute({
    method: "GET",
    path: "/v1/attachments/:attachment/status",
    summary: "To the sender: every copy of an attachment and every open of each.",
    auth: "device",
    params: byAttachment,
    query: Nothing,
    body: "none",
    answer: v.strictObject({ copies: v.array(CopyStatusJson) }),
    maxBodyBytes: 0,
  }),
};
