import { createHash } from "node:crypto";
import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import { ownAttachment, useStorage } from "../copies/store-copies.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Handler } from "../http/handler.ts";
import { idBytes } from "../http/json-bytes.ts";
import { ownBlob, readableBlob } from "./access.ts";
import { blobState, chunkCount, chunkLength, missingChunks } from "./blob-state.ts";

/** Announces a blob and reserves its storage; the same again answers how it stands. */
export const createBlob: Handler<"createBlob"> = async ({ input, caller, services }) => {
  const { limits, clock, database } = services;
  const { sizeBytes } = input.body;
  if (sizeBytes > limits.maxBlobBytes) {
    throw new WhosecopyError("too-large", `a blob has at most ${limits.maxBlobBytes} bytes`);
  }
  const attachment = idBytes(input.body.attachment);
  const digest = idBytes(input.body.digest);
  const blob = await inTransaction(database.db, async (tx) => {
    const nowMs = clock.nowMs();
    await ownAttachment(tx, { attachment, acct: caller.acct, nowMs });
    const inserted = await tx
      .insertInto("blobs")
      .values({ attachment, acct: caller.acct, size_bytes: sizeBytes, digest, complete: false, created_at: nowMs })
      .onConflict((conflict) => conflict.column("attachment").doNothing())
      .returningAll()
      .executeTakeFirst();
    if (inserted !== undefined) {
      await useStorage(tx, { acct: caller.acct, bytes: sizeBytes, most: limits.accountBlobBytes });
      return inserted;
    }
    const there = await tx
      .selectFrom("blobs")
      .selectAll()
      .where("attachment", "=", attachment)
      .executeTakeFirstOrThrow();
    if (there.size_bytes !== sizeBytes || !equalBytes(there.digest, digest)) {
      throw new WhosecopyError("already-exists", "the attachment has another blob");
    }
    return there;
  });
  return blobState(services, blob);
};

/** How a blob stands, for its sender and for holders of its copies. */
export const getBlob: Handler<"getBlob"> = async ({ input, caller, services }) =>
  blobState(services, await readableBlob(services, idBytes(input.params.attachment), caller.acct));

/** Stores a chunk; chunks may come in any order and more than once. */
export const putChunk: Handler<"putChunk"> = async ({ input, caller, services }) => {
  const attachment = idBytes(input.params.attachment);
  const n = Number(input.params.n);
  const blob = await ownBlob(services, attachment, caller.acct);
  const length = chunkLength(n, blob.size_bytes, services.limits.chunkBytes);
  if (length === null) throw new WhosecopyError("bad-request", "the blob has no such chunk");
  if (input.body.length !== length) throw new WhosecopyError("chunk-mismatch", "the chunk has another length");
  if (blob.complete) {
    const there = await services.blobs.get(attachment, n);
    if (there !== null && equalBytes(there, input.body)) return { missing: 0 };
    throw new WhosecopyError("chunk-mismatch", "a finished blob never changes");
  }
  await services.blobs.put(attachment, n, input.body);
  return { missing: (await missingChunks(services, blob)).length };
};

/** Checks the whole blob against its digest; from then on it never changes. */
export const finishBlob: Handler<"finishBlob"> = async ({ input, caller, services }) => {
  const attachment = idBytes(input.params.attachment);
  const blob = await ownBlob(services, attachment, caller.acct);
  if (blob.complete) return blobState(services, blob);
  const hash = createHash("sha256");
  for (let n = 0; n < chunkCount(blob.size_bytes, services.limits.chunkBytes); n++) {
    const chunk = await services.blobs.get(attachment, n);
    if (chunk === null) throw new WhosecopyError("blob-incomplete", "chunks are missing");
    hash.update(chunk);
  }
  if (!equalBytes(hash.digest(), blob.digest)) {
    throw new WhosecopyError("chunk-mismatch", "the blob is not the one that was announced");
  }
  await inTransaction(services.database.db, (tx) =>
    tx.updateTable("blobs").set({ complete: true }).where("attachment", "=", attachment).execute(),
  );
  return blobState(services, { ...blob, complete: true });
};

/** A chunk, for the sender and for everyone who holds a live copy. */
export const getChunk: Handler<"getChunk"> = async ({ input, caller, services }) => {
  const attachment = idBytes(input.params.attachment);
  const blob = await readableBlob(services, attachment, caller.acct);
  if (!blob.complete) throw new WhosecopyError("blob-incomplete", "the blob is not whole yet");
  const chunk = await services.blobs.get(attachment, Number(input.params.n));
  if (chunk === null) throw new WhosecopyError("not-found", "the blob has no such chunk");
  return chunk;
};
