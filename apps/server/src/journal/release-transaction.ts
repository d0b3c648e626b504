import { inTransaction, type Tx } from "../database/transaction.ts";
import type { Services } from "../services.ts";
import { applyRecord } from "./apply-record.ts";
import type { ReleaseRecord } from "./records.ts";
import type { PlacedRecord } from "./segments.ts";

/** What a transaction on copies can do beside the database. */
export interface ReleaseTransaction {
  /** Puts a record on the disk. The last thing that a transaction waits for before it writes what must follow, and commits. */
  append(record: ReleaseRecord): Promise<PlacedRecord>;
  /** Deletes the files of these blobs once the transaction has committed. */
  removeBlobs(attachments: readonly Uint8Array[]): void;
}

const retryMs = 500;

/**
 * Applies records whose transaction did not end as it should, until the database agrees. No share is released meanwhile.
 */
function settle(services: Services, records: readonly PlacedRecord[]): void {
  const hold = services.gate.holdWhileUnclear();
  const attempt = async () => {
    for (const placed of records) await inTransaction(services.database.db, (tx) => applyRecord(tx, placed));
  };
  const stop = services.clock.every(retryMs, () => {
    attempt().then(
      () => {
        stop();
        hold.end();
      },
      () => undefined,
    );
  });
}

/**
 * [Note: journal before commit] A release, a take-back and a removal are appended to the journal and fsynced inside their
 * transaction, before it commits; the answer follows the commit. So a crash leaves one of three things: nothing; a record
 * without its transaction, which the next start does again (the open is then counted although no share went out, and the
 * same request fetches it); or both. A share never goes out uncounted, and a database restored from a backup is known by
 * what the journal has beyond it.
 *
 * If the commit fails while the server lives on, whether it happened may be unclear: the record is applied again until it
 * is surely there.
 */
export async function inReleaseTransaction<Result>(
  services: Services,
  work: (tx: Tx, journal: ReleaseTransaction) => Promise<Result>,
): Promise<Result> {
  const appended: PlacedRecord[] = [];
  let blobsGone: Uint8Array[] = [];
  try {
    const result = await inTransaction(services.database.db, (tx) => {
      blobsGone = [];
      return work(tx, {
        async append(record) {
          const seq = await services.journal.append(record);
          const placed: PlacedRecord = { segment: services.journal.segment, seq, record };
          appended.push(placed);
          return placed;
        },
        removeBlobs(attachments) {
          blobsGone.push(...attachments);
        },
      });
    });
    await Promise.all(blobsGone.map((attachment) => services.blobs.remove(attachment).catch(() => undefined)));
    return result;
  } catch (error) {
    if (appended.length > 0) settle(services, appended);
    throw error;
  }
}
