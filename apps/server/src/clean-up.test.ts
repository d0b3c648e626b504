import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fromBase64url } from "@whosecopy/protocol";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectDatabase } from "./database/connect.ts";
import { databaseUser, startEmbeddedPostgres } from "./postgres/embedded.ts";
import { addCopies, makeCopy, makeOpen, sendOpen } from "./testing/copy-kit.ts";
import { makePerson, newId } from "./testing/person.ts";
import { startTestServer, type TestServer } from "./testing/test-server.ts";

const weekMs = 7 * 86_400_000;
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.end());

/** Changes a copy's share on the disk, as a fault of the machine would. */
async function damageShare(copy: string): Promise<void> {
  await server.stop();
  const engine = await startEmbeddedPostgres({ dataFolder: server.dataDir, log: () => undefined });
  const database = await connectDatabase({
    address: { socketFolder: engine.socketFolder, user: databaseUser },
    maxConnections: 1,
  });
  await database.db
    .updateTable("copies")
    .set({ share: new Uint8Array(73) })
    .where("copy", "=", fromBase64url(copy) ?? new Uint8Array(0))
    .execute();
  await database.close();
  await engine.stop();
  await server.restart();
}

it("a share that can't be read is given up alone: others are sealed again and old keys destroyed", async () => {
  const nowMs = () => server.clock.nowMs();
  const [ana, ben] = await Promise.all([
    makePerson(server.origin(), { nowMs }),
    makePerson(server.origin(), { nowMs }),
  ]);
  const [bad, good] = [newId(), newId()];
  const policy = { not_after: null };
  const damaged = await makeCopy({ server, from: ana, to: ben, attachment: bad, policy });
  const whole = await makeCopy({ server, from: ana, to: ben, attachment: good, policy });
  await addCopies(ana, bad, [damaged]);
  await addCopies(ana, good, [whole]);
  await damageShare(damaged.id);
  const keys = async () =>
    (await readdir(join(server.dataDir, "host-keys"))).filter((name) => name.startsWith("epoch-"));
  const before = await keys();
  for (let week = 0; week < 3; week++) {
    server.clock.advance(weekMs);
    await server.server().cleanUp();
  }
  const after = await keys();
  for (const key of before) expect(after).not.toContain(key);
  const { share } = await sendOpen(ben, await makeOpen({ server, by: ben, copy: whole }));
  expect(share).toEqual(whole.hostShare);
  const { copies } = await ana.call("status", { params: { attachment: bad } });
  expect(copies[0]?.state).toBe("expired");
  const metrics = await (await fetch(`${server.origin()}/metrics`)).text();
  expect(metrics).toContain("whosecopy_unreadable_shares_total 1");
});
