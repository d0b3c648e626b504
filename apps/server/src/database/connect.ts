import { Kysely } from "kysely";
import { PostgresJSDialect } from "kysely-postgres-js";
import postgres from "postgres";
import { setTimeout as wait } from "node:timers/promises";
import { WhosecopyError } from "@whosecopy/protocol";
import type { Schema } from "./schema.ts";

/** The records of a server. */
export interface Database {
  readonly db: Kysely<Schema>;
  /** Calls back for each NOTIFY on a channel, and with null whenever some may have been missed. */
  listen(channel: string, heard: (payload: string | null) => void): Promise<void>;
  close(): Promise<void>;
}

/** Where PostgreSQL is: a URL, or the folder of a Unix socket. */
export type DatabaseAddress = { readonly url: string } | { readonly socketFolder: string; readonly user: string };

/** Largest integer columns hold times and counts: all well below 2^53. */
const bigintAsNumber = { to: 20, from: [20], serialize: (value: unknown) => String(value), parse: Number };

function options(max: number) {
  return {
    max,
    types: { bigint: bigintAsNumber },
    // Notices can name things; errors are thrown.
    onnotice: () => undefined,
    connect_timeout: 30,
    connection: { application_name: "whosecopy" },
  };
}

type Sql = postgres.Sql<{ bigint: number }>;

/** The folder of a Unix socket that a URL names, as `?host=/folder` or percent-encoded in the place of the host. */
function socketFolderOf(url: string): string | null {
  const host = /^[a-z]+:\/\/(?:[^@/]*@)?([^/?:]*)/.exec(url)?.[1] ?? "";
  const folder = new URLSearchParams(url.split("?")[1] ?? "").get("host") ?? decodeURIComponent(host);
  return folder.startsWith("/") ? folder : null;
}

function connectToUrl(url: string, max: number): Sql {
  const host = socketFolderOf(url);
  if (host === null) return postgres(url, options(max));
  // postgres.js knows such folders as an option only.
  const plain = url.split("?")[0]?.replace(/^([a-z]+:\/\/(?:[^@/]*@)?)[^/:]*/, "$1localhost") ?? url;
  return postgres(plain, { ...options(max), host });
}

function connectTo(address: DatabaseAddress, max: number): Sql {
  return "url" in address
    ? connectToUrl(address.url, max)
    : postgres({ ...options(max), host: address.socketFolder, user: address.user, database: "postgres", password: "" });
}

/**
 * [Note: prepared statements] kysely-postgres-js sends each statement unprepared, and postgres.js mistakes an array of byte
 * strings for one byte string. Both are put right here: statements are prepared once per connection (so their texts must
 * not vary with the number of values: use arrays and `unnest`), and arrays are left to the type that the server names.
 */
function prepared(sql: Sql): { readonly pool: Sql; readonly idle: () => Promise<void> } {
  let inUse = 0;
  let whenIdle: (() => void)[] = [];
  const reserve = async () => {
    const reserved = await sql.reserve();
    inUse++;
    const unsafe = (text: string, values: readonly unknown[]) =>
      reserved.unsafe(
        text,
        values.map((value) => (Array.isArray(value) ? sql.typed(value as never, 0) : value)) as never[],
        { prepare: true },
      );
    const release = () => {
      reserved.release();
      if (--inUse > 0) return;
      for (const resolve of whenIdle) resolve();
      whenIdle = [];
    };
    return { unsafe, release };
  };
  return {
    pool: Object.assign(() => undefined, { reserve, end: () => Promise.resolve() }) as unknown as Sql,
    // postgres.js never ends a connection that is released after the end has begun.
    idle: () => (inUse === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
  };
}

async function untilAnswering(sql: Sql): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await sql`select 1`;
      return;
    } catch (cause) {
      if (tries >= 50) throw new WhosecopyError("server-unavailable", "the database does not answer", { cause });
      await wait(200);
    }
  }
}

/**
 * Opens a pool of connections.
 *
 * @throws WhosecopyError "server-unavailable" when the database does not answer within some seconds
 */
export async function connectDatabase(params: {
  readonly address: DatabaseAddress;
  readonly maxConnections: number;
}): Promise<Database> {
  const sql = connectTo(params.address, params.maxConnections);
  await untilAnswering(sql);
  const { pool, idle } = prepared(sql);
  const db = new Kysely<Schema>({ dialect: new PostgresJSDialect({ postgres: pool }) });
  return {
    db,
    async listen(channel, heard) {
      await sql.listen(channel, heard, () => heard(null));
    },
    async close() {
      await Promise.race([idle(), wait(5000, undefined, { ref: false })]);
      await db.destroy();
      await sql.end({ timeout: 1 });
    },
  };
}
