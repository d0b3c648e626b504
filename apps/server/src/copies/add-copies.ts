import { equalBytes, type PairJson, WhosecopyError } from "@whosecopy/protocol";
import { nodeSha256 } from "@whosecopy/crypto/node";
import { sql } from "kysely";
import type { InferOutput } from "valibot";
import { breaksUnique, inTransaction, type Reader, type Tx } from "../database/transaction.ts";
import type { Handler } from "../http/handler.ts";
import { fromJson, id16, id32, idBytes } from "../http/json-bytes.ts";
import { logEvents, makeEvent } from "../opens/event.ts";
import type { Services } from "../services.ts";
import { checkNewCopy, type NewCopy } from "./check-new-copy.ts";
import {
  checkMembers,
  checkRoom,
  closeExpired,
  insertCopy,
  insertEnvelopes,
  ownAttachment,
  takeUpLost,
  useStorage,
} from "./store-copies.ts";

interface Pair {
  readonly id: Uint8Array;
  readonly enc: Uint8Array;
}

interface Leaf {
  readonly copy: Uint8Array;
  readonly leaf: Uint8Array;
}

const breathe = () => new Promise((resolve) => setImmediate(resolve));

function readPair(json: InferOutput<typeof PairJson>): Pair {
  const pair = { id: idBytes(json.id), enc: fromJson(json.enc) };
  if (!equalBytes(nodeSha256(pair.enc), pair.id)) throw new WhosecopyError("bad-request", "a pair has another name");
  return pair;
}

/** Copies that are there already: the same statement again is answered, another one under the same id is refused. */
async function alreadyThere(reader: Reader, copies: readonly NewCopy[], sender: Uint8Array): Promise<Leaf[]> {
  const rows = await sql<Leaf & { sender: Uint8Array; statement_body: Uint8Array; statement_signature: Uint8Array }>`
    select copy, leaf, sender, statement_body, statement_signature from copies
    where copy = any(${copies.map((each) => each.copy)}::bytea[])`.execute(reader);
  for (const row of rows.rows) {
    const given = copies.find((each) => equalBytes(each.copy, row.copy));
    const same =
      given !== undefined &&
      equalBytes(row.sender, sender) &&
      equalBytes(row.statement_body, given.statement.body) &&
      equalBytes(row.statement_signature, given.statement.signature);
    if (!same) throw new WhosecopyError("copy-exists", "another copy has this id");
  }
  return rows.rows;
}

async function storePairs(tx: Tx, acct: Uint8Array, pairs: readonly Pair[], copies: readonly NewCopy[]): Promise<void> {
  await sql`
    insert into pairs (acct, pair, enc)
    select ${acct}, * from unnest(${pairs.map((each) => each.id)}::bytea[], ${pairs.map((each) => each.enc)}::bytea[])
    on conflict do nothing`.execute(tx);
  const named = copies.flatMap((each) => each.envelopes.map((envelope) => envelope.pair));
  const missing = await sql`
    select from unnest(${named}::bytea[]) as named (pair)
    where not exists (select from pairs where pairs.acct = ${acct} and pairs.pair = named.pair) limit 1`.execute(tx);
  if (missing.rows.length > 0) throw new WhosecopyError("bad-request", "an envelope names a pair that is not there");
}

/** Copies with marks need the one blob that they are all made from, whole. */
async function checkBlob(tx: Tx, attachment: Uint8Array, acct: Uint8Array): Promise<void> {
  const blob = await tx
    .selectFrom("blobs")
    .select(["acct", "complete"])
    .where("attachment", "=", attachment)
    .forUpdate()
    .executeTakeFirst();
  if (blob === undefined || !equalBytes(blob.acct, acct) || !blob.complete) {
    throw new WhosecopyError("blob-incomplete", "the attachment's blob is not there yet");
  }
}

async function store(
  services: Services,
  given: { readonly attachment: Uint8Array; readonly acct: Uint8Array; readonly pairs: readonly Pair[] },
  copies: readonly NewCopy[],
): Promise<Leaf[]> {
  const { attachment, acct, pairs } = given;
  const { vault, random, limits, clock } = services;
  const nowMs = clock.nowMs();
  return inTransaction(services.database.db, async (tx) => {
    const there = await alreadyThere(tx, copies, acct);
    const fresh = copies.filter((each) => !there.some((row) => equalBytes(row.copy, each.copy)));
    if (fresh.length === 0) return there;
    await ownAttachment(tx, { attachment, acct, nowMs });
    await checkRoom(tx, { attachment, more: fresh.length, most: limits.maxCopies });
    await checkMembers(tx, fresh);
    if (fresh.some((each) => each.core.form === 1)) await checkBlob(tx, attachment, acct);
    await closeExpired(tx, { attachment, holders: fresh.map((each) => each.holder), nowMs });
    const leaves: Leaf[] = [];
    const events = [];
    for (const each of fresh) {
      const event = makeEvent(random, { kind: "copy", digest: each.checked.statementDigest, at: nowMs });
      const share = await vault.seal(each.copy, each.share);
      await insertCopy(tx, { given: each, sender: acct, share, leaf: event.leaf, nowMs });
      leaves.push({ copy: each.copy, leaf: event.leaf });
      events.push(event);
    }
    await storePairs(tx, acct, pairs, fresh);
    await insertEnvelopes(tx, fresh);
    await logEvents(tx, events);
    const bytes = fresh.reduce((sum, each) => sum + each.bundle.length, 0);
    await useStorage(tx, { acct, bytes, most: limits.accountBlobBytes });
    await takeUpLost(
      tx,
      fresh.map((each) => each.copy),
    );
    return [...there, ...leaves];
  });
}

/** Stores copies, all or none, before any message names them; the same again answers the same. */
export const addCopies: Handler<"addCopies"> = async ({ input, caller, services }) => {
  const attachment = idBytes(input.params.attachment);
  const sender = await services.accounts.read(services.database.db, caller.acct);
  if (sender === null) throw new WhosecopyError("device-unknown", "no such account here");
  const copies: NewCopy[] = [];
  for (const json of input.body.copies) {
    copies.push(await checkNewCopy({ json, attachment, sender, services }));
    // 250 signatures and bundles take a while: others get their turn in between.
    if (copies.length % 8 === 0) await breathe();
  }
  const pairs = input.body.pairs.map(readPair);
  try {
    const leaves = await store(services, { attachment, acct: caller.acct, pairs }, copies);
    return { leaves: leaves.map((each) => ({ copy: id16(each.copy), leaf: id32(each.leaf) })) };
  } catch (error) {
    const twice = ["copies_pkey", "copy_by_id", "one_live_copy"].some((name) => breaksUnique(error, name));
    if (!twice) throw error;
    // Perhaps the same request, twice at once: then the other one's answer is the answer.
    const there = await alreadyThere(services.database.db, copies, caller.acct);
    if (there.length === copies.length) {
      return { leaves: there.map((each) => ({ copy: id16(each.copy), leaf: id32(each.leaf) })) };
    }
    throw new WhosecopyError("copy-exists", "the person has a live copy of this attachment already");
  }
};
