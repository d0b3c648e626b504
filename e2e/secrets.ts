import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemRandom } from "@whosecopy/crypto";
import { nodeSignatures } from "@whosecopy/crypto/node";
import { systemClock } from "@whosecopy/client";
import { nodeGroupCrypto, nodePictureTools, nodeTransport, openNodeStore } from "@whosecopy/client/node";
import { allTileSeeds, deriveEncodingKeys, wordSeed } from "@whosecopy/marks";
import { authenticateLeaf } from "../packages/client/src/account/leaf-credential.ts";
import { requireSelf } from "../packages/client/src/account/self.ts";
import type { ClientContext } from "../packages/client/src/context.ts";
import { askForShare, prepareOpening } from "../packages/client/src/copy/ask.ts";
import { attachmentRecords, issuedCopyRecords } from "../packages/client/src/copy/attachments.ts";
import { checkReceived, fetchCopy, requireReceivedCopy } from "../packages/client/src/copy/received.ts";
import { readSenderShare } from "../packages/client/src/copy/sender-share.ts";
import { createGroupEngine } from "../packages/client/src/group/create-engine.ts";
import { createLock } from "../packages/client/src/lock.ts";
import type { Needles } from "./scan.ts";

/** Works in somebody's store as their own client does, beneath what a client lets anyone see. */
async function inStoreOf<Result>(home: string, work: (context: ClientContext) => Promise<Result>): Promise<Result> {
  const store = await openNodeStore({ home });
  const context: ClientContext = {
    store,
    ...nodePictureTools(),
    transport: nodeTransport(),
    clock: systemClock,
    random: systemRandom,
    signatures: nodeSignatures,
    groups: createGroupEngine({ crypto: nodeGroupCrypto(), authenticate: authenticateLeaf(() => context) }),
    lock: createLock(),
    session: { freshness: "unknown", busy: new Set(), sentRecords: createLock(), acknowledged: 0 },
  };
  try {
    return await work(context);
  } finally {
    await store.close();
  }
}

/** The keys of somebody's store and device, and what nobody else may know of them. */
export async function ownSecrets(who: string, home: string): Promise<Needles> {
  return inStoreOf(home, async ({ store }) => ({
    [`${who}'s store key`]: readFileSync(join(home, "store.key")).subarray(1, 33),
    [`${who}'s device key`]: (await requireSelf(store)).deviceSecret,
  }));
}

/** What marks, opens and traces the copies of a picture that somebody sent: their code words above all. */
export async function encodingSecrets(home: string, id: string): Promise<Needles> {
  return inStoreOf(home, async ({ store }) => {
    const attachment = await attachmentRecords.get(store, id);
    if (attachment?.content.kind !== "picture") throw new Error(`${id} is no picture that was sent`);
    const { attId, content } = attachment;
    const keys = deriveEncodingKeys(content.attachmentSecret, attId);
    const seeds = allTileSeeds(keys, content.tiles);
    const copies = await issuedCopyRecords.list(store, attId);
    const words = copies.map(({ acct }, n): [string, Uint8Array] => [
      `code word of person ${n}`,
      wordSeed({ wordRoot: keys.wordRoot, person: acct }),
    ]);
    const tiles = [0, 1, 2, 3, 500, 501].map((n): [string, Uint8Array] => [
      `tile seed ${n}`,
      seeds.slice(16 * n, 16 * n + 16),
    ]);
    return {
      "attachment secret": content.attachmentSecret,
      "mosaic key": content.mosaicKey,
      "root of the tiles": keys.tileRoot,
      "slot seed": keys.slotSeed,
      "bias seed": keys.biasSeed,
      "pattern seed": keys.patternSeed,
      "root of the words": keys.wordRoot,
      ...Object.fromEntries([...words, ...tiles]),
    };
  });
}

/**
 * Both halves of the key of a copy that somebody received. Asks the host for its half, so it counts as an open; the next open by a
 * command goes on with that one.
 */
export async function copyShares(who: string, home: string, message: string): Promise<Needles> {
  return inStoreOf(home, async (context) => {
    const received = await requireReceivedCopy(context, message);
    const answer = await fetchCopy(context, received.copyId);
    const checked = await checkReceived(context, received, answer.statement);
    const self = await requireSelf(context.store);
    const opening = await prepareOpening(context, { self, checked, answer });
    const { share } = await askForShare(context, { checked, opening });
    if (share === null) throw new Error("the host released another share");
    return {
      [`sender share of ${who}`]: await readSenderShare(context, { self, checked, answer }),
      [`host share of ${who}`]: share,
    };
  });
}
