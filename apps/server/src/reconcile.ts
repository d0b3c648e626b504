import { join } from "node:path";
import { systemRandom } from "@whosecopy/crypto";
import { fileBlobStore } from "./blobs/file-store.ts";
import { hostKey, hostKeysFolder } from "./host/host-key.ts";
import { type Reconciliation, reconcileJournal } from "./journal/reconcile.ts";
import { journalFolder } from "./journal/segments.ts";
import { openDatabase, prepareDataFolder } from "./start-server.ts";

/**
 * Brings a restored database up to what the release journal knows, so that releases may go on: for `whosecopy admin reconcile`.
 * A server with an embedded PostgreSQL must be stopped first; one on a DATABASE_URL may run on and opens up by itself.
 *
 * @throws WhosecopyError "store-busy" while a server uses the data folder
 */
export async function reconcile(params: {
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
  readonly onProgress?: (message: string) => void;
}): Promise<Reconciliation> {
  const { databaseUrl, onProgress = () => undefined } = params;
  const dataDir = await prepareDataFolder(params.dataDir);
  const onUnexpectedEnd = () => undefined;
  const { database, close } = await openDatabase({
    dataDir,
    databaseUrl,
    maxConnections: 2,
    onProgress,
    onUnexpectedEnd,
  });
  try {
    const result = await reconcileJournal(database.db, await journalFolder(dataDir));
    const blobs = fileBlobStore(join(dataDir, "blobs"));
    for (const attachment of result.blobsGone) await blobs.remove(attachment);
    // Copies that name an earlier host key stay closed for good: the key that they name can't sign a release any more.
    const key = await hostKey(await hostKeysFolder(dataDir), systemRandom);
    await database.db.updateTable("server_state").set({ host_key: key.publicKey }).execute();
    return result;
  } finally {
    await close();
  }
}

/** What a reconciliation did, in plain words, a line each. */
export function describeReconciliation(result: Reconciliation): string[] {
  return [
    `${result.opens} opens counted that the database had lost`,
    `${result.takeBacks} take-backs and ${result.removals} removals carried out again`,
    `${result.there} records were there already`,
    ...(result.unknownCopies > 0
      ? [
          `${result.unknownCopies} copies are not in this database: they can't be opened until their senders send them again`,
        ]
      : []),
    ...result.lostSegments.map((name) => `journal segment ${name} is missing, short or damaged: what it held is lost`),
    "shares are released again",
  ];
}
