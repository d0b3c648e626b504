import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { connectDatabase, type Database } from "../apps/server/src/database/connect.ts";
import { databaseUser } from "../apps/server/src/postgres/embedded.ts";

/** Something that must not be found, by what it is. */
export type Needles = Readonly<Record<string, Uint8Array | string>>;

/** Where something was found: enough to say in a failed test what was found, and not what it says. */
export type Finding = string;

interface Pattern {
  readonly what: string;
  readonly bytes: Buffer;
}

const shortest = 6;

/**
 * The shapes in which bytes can lie about: as they are, in hexadecimal, and in either base64, wherever in a longer text
 * they begin.
 */
function shapesOf(what: string, needle: Uint8Array | string): readonly Pattern[] {
  const bytes = Buffer.from(needle);
  if (bytes.length < shortest) throw new Error(`${what} is too short to be looked for`);
  const shapes: Pattern[] = [
    { what, bytes },
    { what: `${what}, in hexadecimal`, bytes: Buffer.from(bytes.toString("hex")) },
  ];
  for (const shift of [0, 1, 2]) {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replaceAll("=", "");
    // The first and last characters hold bits of the neighbours, too.
    const inner = whole.slice(shift === 0 ? 0 : shift + 1, (bytes.length + shift) % 3 === 0 ? undefined : -1);
    shapes.push({ what: `${what}, in base64`, bytes: Buffer.from(inner) });
    const url = inner.replaceAll("+", "-").replaceAll("/", "_");
    if (url !== inner) shapes.push({ what: `${what}, in base64url`, bytes: Buffer.from(url) });
  }
  return shapes;
}

/** Looks for many things at once. */
export interface Scanner {
  readonly scan: (place: string, bytes: Uint8Array) => readonly Finding[];
}

/** A scanner that passes over its input once, whatever the number of needles: by their first three bytes. */
export function scannerFor(needles: Needles): Scanner {
  const begins = new Uint8Array(1 << 24);
  const byBeginning = new Map<number, Pattern[]>();
  for (const pattern of Object.entries(needles).flatMap(([what, needle]) => shapesOf(what, needle))) {
    const start = pattern.bytes.readUIntBE(0, 3);
    begins[start] = 1;
    byBeginning.set(start, [...(byBeginning.get(start) ?? []), pattern]);
  }
  return {
    scan(place, input) {
      const bytes = Buffer.from(input.buffer, input.byteOffset, input.length);
      const found = new Set<Finding>();
      for (let i = 0, last = 0; i < bytes.length; i++) {
        last = ((last << 8) | bytes[i]!) & 0xffffff;
        if (begins[last] !== 1 || i < 2) continue;
        for (const pattern of byBeginning.get(last) ?? []) {
          const here = bytes.subarray(i - 2, i - 2 + pattern.bytes.length);
          if (here.equals(pattern.bytes)) found.add(`${pattern.what}, in ${place}`);
        }
      }
      return [...found];
    },
  };
}

/** Looks through every file below a folder. */
export function scanFolder(scanner: Scanner, folder: string): { readonly found: Finding[]; readonly bytes: number } {
  const found: Finding[] = [];
  let total = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    // Names of files say something, too.
    found.push(...scanner.scan(`the name of ${relative(folder, path)}`, Buffer.from(entry.name)));
    if (!entry.isFile()) continue;
    const bytes = readFileSync(path);
    total += bytes.length;
    found.push(...scanner.scan(relative(folder, path), bytes));
  }
  return { found, bytes: total };
}

/** Works with the running PostgreSQL of a data folder. */
export async function withDatabase<Result>(dataDir: string, work: (database: Database) => Promise<Result>) {
  // Where its socket is, PostgreSQL itself has written down.
  const socketFolder = readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[4] ?? "";
  const database = await connectDatabase({ address: { socketFolder, user: databaseUser }, maxConnections: 1 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function cells(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return Buffer.from(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
}

/** Looks through every value of every table: in its files PostgreSQL keeps long values compressed. */
export async function scanTables(scanner: Scanner, dataDir: string): Promise<{ found: Finding[]; rows: number }> {
  return withDatabase(dataDir, async ({ db }) => {
    const found: Finding[] = [];
    let rows = 0;
    for (const { name } of await db.introspection.getTables()) {
      const all = await db
        .selectFrom(name as "accounts")
        .selectAll()
        .execute();
      rows += all.length;
      for (const row of all) {
        for (const [column, value] of Object.entries(row)) {
          found.push(...scanner.scan(`the table ${name}, column ${column}`, cells(value)));
        }
      }
    }
    return { found, rows };
  });
}

/** Short pieces from all over a file: any of them would show that part of it lies somewhere in clear. */
export function windowsOf(what: string, bytes: Uint8Array, count = 12): Needles {
  const length = 24;
  const step = Math.floor((bytes.length - length) / (count + 1));
  return Object.fromEntries(
    Array.from({ length: count }, (_, n): [string, Uint8Array] => {
      const start = (n + 1) * step;
      return [`${what} from byte ${start}`, bytes.slice(start, start + length)];
    }),
  );
}
