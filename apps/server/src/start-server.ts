import { chmod, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Random, systemRandom } from "@whosecopy/crypto";
import { nodeSignatures } from "@whosecopy/crypto/node";
import { equalBytes, fromBase64url, parseAs, Origin } from "@whosecopy/protocol";
import { chainChannel } from "./accounts/own-account.ts";
import { accountViews } from "./accounts/account-views.ts";
import { fileBlobStore } from "./blobs/file-store.ts";
import { cleanUp } from "./clean-up.ts";
import { type Clock, systemClock } from "./clock.ts";
import { messageAppender } from "./conversations/append-batch.ts";
import { connectDatabase, type Database, type DatabaseAddress } from "./database/connect.ts";
import { migrate } from "./database/migrate.ts";
import { lockDataFolder } from "./data-folder/lock.ts";
import { buildApp, type LogOptions } from "./http/build-app.ts";
import { loggable } from "./http/errors.ts";
import { rateLimits } from "./http/rate-limit.ts";
import { hostKey, hostKeysFolder } from "./host/host-key.ts";
import { shareVault } from "./host/share-vault.ts";
import { openJournal } from "./journal/journal.ts";
import { reconciledChannel } from "./journal/reconcile.ts";
import { type HoldReason, releaseGate } from "./journal/release-gate.ts";
import { journalFolder } from "./journal/segments.ts";
import { registerSegment, settleJournal } from "./journal/settle.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { makeMetrics } from "./metrics.ts";
import { defaultWebAppFolder, loadWebApp } from "./pages/web-app.ts";
import { databaseUser, startEmbeddedPostgres } from "./postgres/embedded.ts";
import type { Services } from "./services.ts";
import { wakeHub } from "./sync/wake-hub.ts";
import { serverVersion } from "./version.ts";

/** How a server is started. */
export interface ServerOptions {
  /** Everything that the server keeps; made when it is not there. */
  readonly dataDir: string;
  /** 0 chooses a free one. */
  readonly port: number;
  /** Address to listen on; "127.0.0.1" when left out: only this machine. */
  readonly host?: string;
  /** A PostgreSQL of one's own (15 or newer); without it the server starts one in its data folder. */
  readonly databaseUrl?: string;
  /** How people and statements name this server; `http://localhost:<port>` when left out. */
  readonly publicOrigin?: string;
  /** Where the log goes; null for none. */
  readonly log?: LogOptions | null;
  /** Told, in plain words, what the start is doing. */
  readonly onProgress?: (message: string) => void;
  /** Whether the address of a caller is taken from X-Forwarded-For, as set by a proxy in front. */
  readonly trustProxy?: boolean;
  readonly limits?: Partial<Limits>;
  readonly clock?: Clock;
  readonly random?: Random;
  /** In tests: every answer is checked against its schema before it is sent. */
  readonly checkAnswers?: boolean;
  /** Folder of the web app (dist and headers.json); beside the server when left out. Not built: pages without it. */
  readonly webApp?: string;
}

/** A server that answers. */
export interface RunningServer {
  readonly origin: string;
  readonly port: number;
  readonly dataDir: string;
  /** Why no share is released; empty when all is well. */
  heldBecause(): readonly HoldReason[];
  /** Does now what the server does by itself every ten minutes. */
  cleanUp(): Promise<void>;
  /** Resolves when PostgreSQL ends without having been told to: nothing can be served any more. */
  readonly failed: Promise<never>;
  /** Stops accepting, finishes what is under way, closes sockets, stops PostgreSQL. */
  close(): Promise<void>;
}

type Undo = () => Promise<unknown>;

/** Undoes what was begun, last first, each step whether or not another one failed. */
async function undoAll(steps: Undo[]): Promise<void> {
  for (const step of steps.reverse()) await step().catch(() => undefined);
}

const cleanUpEveryMs = 10 * 60_000;

/** Makes the data folder: others may pass through it (PostgreSQL runs as another user), and see nothing. */
export async function prepareDataFolder(dataDir: string): Promise<string> {
  const folder = resolve(dataDir);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  if (process.getuid?.() === 0) await chmod(folder, 0o711);
  return folder;
}

/** Finds or starts the database of a data folder. */
export async function openDatabase(params: {
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
  readonly maxConnections: number;
  readonly onProgress: (message: string) => void;
  readonly onUnexpectedEnd: () => void;
}): Promise<{ readonly database: Database; readonly close: () => Promise<void> }> {
  const undo: Undo[] = [];
  try {
    let address: DatabaseAddress;
    if (params.databaseUrl === undefined) {
      undo.push(await lockDataFolder(params.dataDir));
      const engine = await startEmbeddedPostgres({ dataFolder: params.dataDir, log: params.onProgress });
      undo.push(() => engine.stop());
      engine.onUnexpectedEnd(params.onUnexpectedEnd);
      address = { socketFolder: engine.socketFolder, user: databaseUser };
    } else {
      address = { url: params.databaseUrl };
    }
    const database = await connectDatabase({ address, maxConnections: params.maxConnections });
    undo.push(() => database.close());
    await migrate(database.db);
    return { database, close: () => undoAll(undo) };
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}

/** Compares the host's key with the one that the database's copies name. */
async function checkHostKey(database: Database, publicKey: Uint8Array): Promise<HoldReason[]> {
  await database.db
    .insertInto("server_state")
    .values({ id: 1, host_key: publicKey })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
  const row = await database.db.selectFrom("server_state").select("host_key").executeTakeFirstOrThrow();
  return equalBytes(row.host_key, publicKey) ? [] : ["host-key-changed"];
}

/** What is known before it listens: its origin may depend on the port that the system chooses. */
function originFor(options: ServerOptions, port: number): string {
  return parseAs(Origin, options.publicOrigin ?? `http://localhost:${port}`, "bad-input");
}

async function freePort(host: string): Promise<number> {
  const { createServer } = await import("node:net");
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolvePort(port));
    });
  });
}

/**
 * Starts a server: PostgreSQL, migrations, journal, HTTP.
 *
 * @throws WhosecopyError "store-busy" when another server uses the data folder, "server-unavailable" with what to do
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { clock = systemClock, random = systemRandom, onProgress = () => undefined, host = "127.0.0.1" } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const dataDir = await prepareDataFolder(options.dataDir);
  const undo: Undo[] = [];
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);

  try {
    const port = options.port === 0 ? await freePort(host) : options.port;
    const origin = originFor(options, port);
    const { database, close } = await openDatabase({
      dataDir,
      databaseUrl: options.databaseUrl,
      maxConnections: limits.databaseConnections,
      onProgress,
      onUnexpectedEnd: () => fail(new Error("PostgreSQL has ended")),
    });
    undo.push(close);
    const keys = await hostKeysFolder(dataDir);
    const ownKey = await hostKey(keys, random);
    const blobFolder = join(dataDir, "blobs");
    await mkdir(blobFolder, { recursive: true, mode: 0o700 });
    const blobs = fileBlobStore(blobFolder);
    const metrics = makeMetrics();
    const gate = releaseGate((reasons) => {
      metrics.releasesHeld.set(reasons.length > 0 ? 1 : 0);
    });

    const journalAt = await journalFolder(dataDir);
    const settle = async () => {
      const settled = await settleJournal(database.db, journalAt);
      for (const attachment of settled.blobsGone) await blobs.remove(attachment).catch(() => undefined);
      gate.set([...settled.reasons, ...(await checkHostKey(database, ownKey.publicKey))]);
      return settled;
    };
    const settled = await settle();
    if (settled.replayed > 0) onProgress(`did ${settled.replayed} releases and take-backs of the last run again`);
    if (gate.reasons().length > 0) {
      onProgress(`no share is released (${gate.reasons().join(", ")}) until "whosecopy admin reconcile" was run`);
    }
    const journal = await openJournal({ folder: journalAt, random, nowMs: clock.nowMs() });
    undo.push(() => journal.close());
    await registerSegment(database.db, journal.segment, clock.nowMs());

    const signatures = nodeSignatures;
    const services: Services = {
      origin,
      version: serverVersion,
      hostKey: ownKey,
      limits,
      clock,
      random,
      signatures,
      database,
      blobs,
      journal,
      gate,
      metrics,
      accounts: accountViews(database.db, signatures),
      appender: messageAppender({ db: database.db, clock, limits, metrics }),
      vault: shareVault({ folder: keys, clock, random }),
      rates: rateLimits(limits.rates, clock),
    };
    await database.listen(chainChannel, (payload) => {
      services.accounts.forget(payload === null ? undefined : (fromBase64url(payload) ?? undefined));
    });
    await database.listen(reconciledChannel, () => void settle().catch(() => undefined));
    const hub = await wakeHub(database);
    const { log = null, trustProxy = false, checkAnswers = false } = options;
    const web = await loadWebApp(options.webApp ?? defaultWebAppFolder);
    const app = await buildApp({ services, hub, log, trustProxy, checkAnswers, web });
    undo.push(() => app.close());

    let cleaning: Promise<void> = Promise.resolve();
    const clean = () => {
      cleaning = cleaning.then(() => cleanUp(services));
      cleaning.catch((error: unknown) => app.log.error({ error: loggable(error) }, "clean-up failed"));
      const result = cleaning;
      cleaning = cleaning.catch(() => undefined);
      return result;
    };
    const stopCleaning = clock.every(cleanUpEveryMs, () => void clean().catch(() => undefined));
    undo.push(async () => {
      stopCleaning();
      await cleaning;
    });
    await app.listen({ port, host });
    return {
      origin,
      port,
      dataDir,
      failed,
      heldBecause: () => gate.reasons(),
      cleanUp: clean,
      close: () => undoAll(undo.splice(0)),
    };
  } catch (error) {
    await undoAll(undo);
    throw error;
  }
}
