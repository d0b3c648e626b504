import * as v from "valibot";
import { Base64url, CountJson, CountText, Id16, Id32, Nothing, SignedJson, TimeJson } from "./json.ts";
import { defineRoute } from "./route.ts";

const byConversation = v.strictObject({ conversation: Id16 });

/** Largest MLS message: a commit with a welcome for 250 members stays well below. */
const maxMessageBytes = 1_048_576;

/** Counts the calling device's sends, so that a store rolled back to an older state is refused. */
const sendIndex = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

const WelcomeJson = v.strictObject({
  acct: Id32,
  device: Id32,
  keyPackageRef: Id32,
  welcome: Base64url(maxMessageBytes),
});

/**
 * What waits for an account, in the order of `n`: conversation events in the order of their `seq`, and word of copies.
 */
export const MailItem = v.variant("kind", [
  v.strictObject({
    n: CountJson,
    kind: v.literal("message"),
    conversation: Id16,
    seq: CountJson,
    messageId: Id16,
    epoch: CountJson,
    acct: Id32,
    device: Id32,
    bytes: Base64url(maxMessageBytes),
    at: TimeJson,
  }),
  v.strictObject({
    n: CountJson,
    kind: v.literal("commit"),
    conversation: Id16,
    seq: CountJson,
    messageId: Id16,
    /** The epoch that the commit ends. */
    epoch: CountJson,
    acct: Id32,
    device: Id32,
    bytes: Base64url(maxMessageBytes),
    at: TimeJson,
  }),
  v.strictObject({
    n: CountJson,
    kind: v.literal("welcome"),
    conversation: Id16,
    seq: CountJson,
    device: Id32,
    keyPackageRef: Id32,
    bytes: Base64url(maxMessageBytes),
    at: TimeJson,
  }),
  /** To the sender: one of her copies was released or confirmed; the details are in the attachment's status. */
  v.strictObject({ n: CountJson, kind: v.literal("opened"), attachment: Id16, copy: Id16, at: TimeJson }),
  /** To the holder of a copy: it was taken back. */
  v.strictObject({ n: CountJson, kind: v.literal("taken-back"), attachment: Id16, copy: Id16, at: TimeJson }),
]);
export type MailItem = v.InferOutput<typeof MailItem>;

export const conversationRoutes = {
  createConversation: defineRoute({
    method: "POST",
    path: "/v1/conversations",
    summary: "Make a conversation at epoch 0, whose only member is the caller.",
    auth: "device",
    params: Nothing,
    query: Nothing,
    body: v.strictObject({ conversation: Id16 }),
    answer: Nothing,
    maxBodyBytes: 1024,
  }),
  commit: defineRoute({
    method: "POST",
    path: "/v1/conversations/:conversation/commits",
    summary:
      "Append a commit, if the conversation is still in the epoch that it ends, and release its welcomes; the same message id again answers the same.",
    auth: "device",
    params: byConversation,
    query: Nothing,
    body: v.strictObject({
      messageId: Id16,
      sendIndex,
      epoch: CountJson,
      commit: Base64url(maxMessageBytes),
      welcomes: v.pipe(v.array(WelcomeJson), v.maxLength(1000)),
      add: v.pipe(v.array(Id32), v.maxLength(1000)),
      remove: v.pipe(v.array(Id32), v.maxLength(1000)),
      /** Close the unopened copies of those removed, in the same transaction (protocol 3.6). */
      closeCopies: v.boolean(),
    }),
    answer: v.strictObject({ seq: CountJson, epoch: CountJson, at: TimeJson }),
    maxBodyBytes: 8_388_608,
  }),
  sendMessage: defineRoute({
    method: "POST",
    path: "/v1/conversations/:conversation/messages",
    summary: "Append an application message of the current epoch, durably; the same message id again answers the same.",
    auth: "device",
    params: byConversation,
    query: Nothing,
    body: v.strictObject({
      messageId: Id16,
      sendIndex,
      epoch: CountJson,
      message: Base64url(maxMessageBytes),
    }),
    answer: v.strictObject({ seq: CountJson, at: TimeJson }),
    maxBodyBytes: 1_500_000,
  }),
  getConversation: defineRoute({
    method: "GET",
    path: "/v1/conversations/:conversation",
    summary: "A conversation's epoch and who is in it.",
    auth: "device",
    params: byConversation,
    query: Nothing,
    body: "none",
    answer: v.strictObject({ conversation: Id16, epoch: CountJson, seq: CountJson, members: v.array(Id32) }),
    maxBodyBytes: 0,
  }),
  sync: defineRoute({
    method: "GET",
    path: "/v1/sync",
    summary: "What waits for the caller's account after a cursor, oldest first.",
    auth: "device",
    params: Nothing,
    query: v.strictObject({ after: CountText, limit: v.optional(CountText) }),
    body: "none",
    answer: v.strictObject({ items: v.array(MailItem), head: CountJson, more: v.boolean() }),
    maxBodyBytes: 0,
  }),
  acknowledge: defineRoute({
    method: "POST",
    path: "/v1/sync/acknowledge",
    summary: "Everything up to this cursor is stored on the calling device and need not be kept for it.",
    auth: "device",
    params: Nothing,
    query: Nothing,
    body: v.strictObject({ upTo: CountJson }),
    answer: Nothing,
    maxBodyBytes: 1024,
  }),
};

/** First frame of a client on the WebSocket `/v1/wake`: the same proof that signs a GET of that path. */
export const WakeHello = v.strictObject({ proof: SignedJson });
/** Frame of the server: something waits up to `head`. Only a wake-up: what waits is fetched by sync. */
export const WakeCall = v.strictObject({ head: CountJson });
