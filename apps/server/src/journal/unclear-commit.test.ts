import { join } from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, expect, it } from "vitest";
import { databaseUser } from "../postgres/embedded.ts";
import {
  addCopies,
  type MadeCopy,
  makeCopy,
  makeOpen,
  sendOpen,
  sendTakeBack,
  takeBackStatement,
} from "../testing/copy-kit.ts";
import { failing } from "../testing/failing.ts";
import { makePerson, newId, type Person } from "../testing/person.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
let ana: Person;
let ben: Person;
let attachment: string;
let copy: MadeCopy;

beforeEach(async () => {
  server = await startTestServer();
  [ana, ben] = await Promise.all([makePerson(server.origin()), makePerson(server.origin())]);
  attachment = newId();
  copy = await makeCopy({ server, from: ana, to: ben, attachment });
  await addCopies(ana, attachment, [copy]);
});
afterEach(() => server.end());

/**
 * Makes commits of this table fail at the very last moment, after the journal was written: as long as this PostgreSQL runs
 * ("until-restart"), or a number of times.
 */
async function failCommits(table: "opens" | "take_backs", howOften: number | "until-restart"): Promise<void> {
  const sql = postgres({ host: join(server.dataDir, "socket"), user: databaseUser, database: "postgres", max: 1 });
  const condition =
    howOften === "until-restart"
      ? `pg_postmaster_start_time() = '${String((await sql`select pg_postmaster_start_time()::text as at`)[0]?.["at"])}'`
      : `nextval('commits_to_fail') <= ${howOften}`;
  await sql.unsafe(`
    create sequence commits_to_fail;
    create function fail_commit() returns trigger language plpgsql as $$
      begin if ${condition} then raise exception 'the test says no'; end if; return null; end $$;
    create constraint trigger fail_commit after insert on ${table} deferrable initially deferred
      for each row execute function fail_commit();`);
  await sql.end();
}

const statusOf = async () => (await ana.call("status", { params: { attachment } })).copies[0];

async function untilReleased(): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 20) {
    if (server.server().heldBecause().length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("still held");
}

it("holds releases while it is unclear whether one was committed, and counts it in the end", async () => {
  await failCommits("opens", 2);
  const open = await makeOpen({ server, by: ben, copy });
  await expect(sendOpen(ben, open)).rejects.toEqual(failing("internal"));
  expect(server.server().heldBecause()).toEqual(["commit-unclear"]);
  await expect(sendOpen(ben, open)).rejects.toEqual(failing("releases-held"));
  await untilReleased();
  // Counted although no share went out; the same request, sent again, fetches it and is not counted twice.
  expect(await statusOf()).toMatchObject({ opensUsed: 1 });
  expect((await sendOpen(ben, open)).share).toEqual(copy.hostShare);
  expect(await statusOf()).toMatchObject({ opensUsed: 1 });
});

it("does at the next start what was journalled and not committed: an open", async () => {
  await failCommits("opens", "until-restart");
  const open = await makeOpen({ server, by: ben, copy });
  await expect(sendOpen(ben, open)).rejects.toEqual(failing("internal"));
  expect(await statusOf()).toMatchObject({ opensUsed: 0 });
  await server.restart();
  expect(server.server().heldBecause()).toEqual([]);
  expect(await statusOf()).toMatchObject({ opensUsed: 1 });
  expect((await sendOpen(ben, open)).share).toEqual(copy.hostShare);
  await server.restart();
  expect(await statusOf()).toMatchObject({ opensUsed: 1 });
});

it("does at the next start what was journalled and not committed: a take-back", async () => {
  await failCommits("take_backs", "until-restart");
  const statement = takeBackStatement(server, ana, { attachment });
  await expect(sendTakeBack(ana, attachment, statement)).rejects.toEqual(failing("internal"));
  expect(await statusOf()).toMatchObject({ state: "sent" });
  await server.restart();
  expect(await statusOf()).toMatchObject({ state: "taken-back" });
  await expect(sendOpen(ben, await makeOpen({ server, by: ben, copy }))).rejects.toEqual(failing("taken-back"));
  await sendTakeBack(ana, attachment, statement);
});
