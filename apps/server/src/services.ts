import type { Random, Signatures, SigningKeyPair } from "@whosecopy/crypto";
import type { AccountViews } from "./accounts/account-views.ts";
import type { BlobStore } from "./blobs/blob-store.ts";
import type { Clock } from "./clock.ts";
import type { MessageAppender } from "./conversations/append-batch.ts";
import type { Database } from "./database/connect.ts";
import type { ShareVault } from "./host/share-vault.ts";
import type { RateLimits } from "./http/rate-limit.ts";
import type { ReleaseJournal } from "./journal/journal.ts";
import type { ReleaseGate } from "./journal/release-gate.ts";
import type { Limits } from "./limits.ts";
import type { Metrics } from "./metrics.ts";

/** Everything that a handler may use; made once at the start. */
export interface Services {
  /** The origin that people and statements know this server by. */
  readonly origin: string;
  readonly version: string;
  readonly hostKey: SigningKeyPair;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly random: Random;
  readonly signatures: Signatures;
  readonly database: Database;
  readonly accounts: AccountViews;
  readonly appender: MessageAppender;
  readonly blobs: BlobStore;
  readonly vault: ShareVault;
  readonly journal: ReleaseJournal;
  readonly gate: ReleaseGate;
  readonly rates: RateLimits;
  readonly metrics: Metrics;
}
