import { chmod, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterEach, expect, it } from "vitest";
import { lockDataFolder } from "../data-folder/lock.ts";
import { freshDataFolder } from "../testing/cluster-template.ts";
import { failing } from "../testing/failing.ts";
import { databaseUser, startEmbeddedPostgres } from "./embedded.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});
const quiet = () => undefined;
const isRoot = process.getuid?.() === 0;

it("commits durably, listens on no network, and lets nobody else in", async () => {
  const dataFolder = await freshDataFolder();
  folders.push(dataFolder);
  const engine = await startEmbeddedPostgres({ dataFolder, log: quiet });
  try {
    const sql = postgres({ host: engine.socketFolder, user: databaseUser, database: "postgres", max: 1 });
    const setting = async (name: string) =>
      (await sql`select current_setting(${name}) as value`)[0]?.["value"] as string;
    expect(await setting("fsync")).toBe("on");
    expect(await setting("synchronous_commit")).toBe("on");
    expect(await setting("full_page_writes")).toBe("on");
    expect(await setting("listen_addresses")).toBe("");
    expect((await stat(engine.socketFolder)).mode & 0o777).toBe(0o700);
    await sql.end();
  } finally {
    await engine.stop();
  }
});

it("finds a short place for its socket when the data folder's name is long", async () => {
  const dataFolder = join(await freshDataFolder(), "a-folder-with-a-name-that-goes-on-and-on-".repeat(3));
  folders.push(join(dataFolder, ".."));
  await mkdir(dataFolder, { mode: 0o711 });
  const fresh = await freshDataFolder();
  folders.push(fresh);
  const { rename } = await import("node:fs/promises");
  await rename(join(fresh, "postgres"), join(dataFolder, "postgres"));
  const engine = await startEmbeddedPostgres({ dataFolder, log: quiet });
  expect(Buffer.byteLength(join(engine.socketFolder, ".s.PGSQL.5432"))).toBeLessThan(104);
  expect((await stat(engine.socketFolder)).mode & 0o777).toBe(0o700);
  await engine.stop();
  await expect(stat(engine.socketFolder)).rejects.toMatchObject({ code: "ENOENT" });
});

it.skipIf(!isRoot)("says which folder is closed to the user that it runs as, and what to do", async () => {
  const parent = await mkdtemp(join(tmpdir(), "whosecopy-closed-"));
  folders.push(parent);
  const dataFolder = join(parent, "data");
  await mkdir(dataFolder);
  await chmod(parent, 0o700);
  await expect(startEmbeddedPostgres({ dataFolder, log: quiet })).rejects.toThrow(`chmod o+x ${parent}`);
});

it("is not started twice in one data folder; a lock left behind by the dead is taken over", async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), "whosecopy-lock-"));
  folders.push(dataFolder);
  const unlock = await lockDataFolder(dataFolder);
  await expect(lockDataFolder(dataFolder)).rejects.toEqual(failing("store-busy"));
  await unlock();
  const { writeFile } = await import("node:fs/promises");
  await writeFile(join(dataFolder, "server.lock"), "999999999 1");
  await (
    await lockDataFolder(dataFolder)
  )();
  // The same number, another process: numbers are reused.
  await writeFile(join(dataFolder, "server.lock"), `${process.pid} 1`);
  await (
    await lockDataFolder(dataFolder)
  )();
});
