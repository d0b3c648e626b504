import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { systemRandom } from "@whosecopy/crypto";
import { nodeSha256 } from "@whosecopy/crypto/node";
import { concatBytes, toBase64url, WhosecopyError } from "@whosecopy/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeDurably } from "../data-folder/durable-file.ts";
import { addCopies, makeCopy, makeOpen, sendOpen, sendTakeBack, takeBackStatement } from "../testing/copy-kit.ts";
import { failing } from "../testing/failing.ts";
import { makePerson, newId, type Person } from "../testing/person.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";
import { fileBlobStore } from "./file-store.ts";

let server: TestServer;
let ana: Person;
let ben: Person;
let chloe: Person;
const dayMs = 86_400_000;
const chunkBytes = 1000;
const nowMs = () => server.clock.nowMs();

beforeAll(async () => {
  server = await startTestServer({
    limits: { chunkBytes, maxBlobBytes: 10_000, accountBlobBytes: 25_000, maxCopies: 3 },
  });
  [ana, ben, chloe] = await Promise.all([
    makePerson(server.origin(), { nowMs }),
    makePerson(server.origin(), { nowMs }),
    makePerson(server.origin(), { nowMs }),
  ]);
});
afterAll(() => server.end());

const chunksOf = (blob: Uint8Array) =>
  Array.from({ length: Math.ceil(blob.length / chunkBytes) }, (_, n) =>
    blob.slice(n * chunkBytes, (n + 1) * chunkBytes),
  );

const announce = (by: Person, attachment: string, blob: Uint8Array) =>
  by.call("createBlob", {
    body: { attachment, sizeBytes: blob.length, digest: toBase64url(nodeSha256(blob)) },
  });
const put = (by: Person, attachment: string, n: number, body: Uint8Array) =>
  by.call("putChunk", { params: { attachment, n: String(n) }, body });
const finish = (by: Person, attachment: string) => by.call("finishBlob", { params: { attachment }, body: {} });
const get = (by: Person, attachment: string, n: number) =>
  by.call("getChunk", { params: { attachment, n: String(n) } });

async function upload(by: Person, blob: Uint8Array): Promise<string> {
  const attachment = newId();
  await announce(by, attachment, blob);
  await Promise.all(chunksOf(blob).map((chunk, n) => put(by, attachment, n, chunk)));
  await finish(by, attachment);
  return attachment;
}

async function download(by: Person, attachment: string, length: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let n = 0; n < Math.ceil(length / chunkBytes); n++) parts.push(await get(by, attachment, n));
  return concatBytes(...parts);
}

describe("a blob", () => {
  it("goes up in any order, is resumed where it was left off, and comes down the same", async () => {
    const blob = systemRandom.bytes(3500);
    const attachment = newId();
    expect(await announce(ana, attachment, blob)).toMatchObject({ complete: false, missing: [0, 1, 2, 3] });
    const chunks = chunksOf(blob);
    expect(await put(ana, attachment, 3, chunks[3] ?? blob)).toEqual({ missing: 3 });
    await put(ana, attachment, 1, chunks[1] ?? blob);
    await expect(finish(ana, attachment)).rejects.toEqual(failing("blob-incomplete"));
    await server.restart();
    expect(await announce(ana, attachment, blob)).toMatchObject({ complete: false, missing: [0, 2] });
    await put(ana, attachment, 0, chunks[0] ?? blob);
    expect(await put(ana, attachment, 2, chunks[2] ?? blob)).toEqual({ missing: 0 });
    expect(await finish(ana, attachment)).toMatchObject({ complete: true, missing: [] });
    expect(await finish(ana, attachment)).toMatchObject({ complete: true });
    expect(await download(ana, attachment, blob.length)).toEqual(blob);
  });

  it("never changes: chunks may be repeated, not replaced", async () => {
    const blob = systemRandom.bytes(1500);
    const attachment = newId();
    await announce(ana, attachment, blob);
    const [first, second] = chunksOf(blob) as [Uint8Array, Uint8Array];
    await put(ana, attachment, 0, first);
    await put(ana, attachment, 0, first);
    const other = systemRandom.bytes(chunkBytes);
    await expect(put(ana, attachment, 0, other)).rejects.toEqual(failing("chunk-mismatch"));
    await put(ana, attachment, 1, second);
    await finish(ana, attachment);
    expect(await put(ana, attachment, 0, first)).toEqual({ missing: 0 });
    await expect(put(ana, attachment, 0, other)).rejects.toEqual(failing("chunk-mismatch"));
    await expect(announce(ana, attachment, systemRandom.bytes(1500))).rejects.toEqual(failing("already-exists"));
  });

  it("is checked as a whole against what was announced", async () => {
    const attachment = newId();
    const blob = systemRandom.bytes(500);
    await announce(ana, attachment, blob);
    await expect(put(ana, attachment, 0, blob.slice(1))).rejects.toEqual(failing("chunk-mismatch"));
    await expect(put(ana, attachment, 1, blob)).rejects.toEqual(failing("bad-request"));
    await put(ana, attachment, 0, systemRandom.bytes(500));
    await expect(finish(ana, attachment)).rejects.toEqual(failing("chunk-mismatch"));
  });

  it("is nobody's but its sender's and of those who hold a live copy", async () => {
    const blob = systemRandom.bytes(1200);
    const attachment = await upload(ana, blob);
    for (const stranger of [ben, chloe]) {
      await expect(get(stranger, attachment, 0)).rejects.toEqual(failing("not-found"));
      await expect(put(stranger, attachment, 0, blob.slice(0, 1000))).rejects.toEqual(failing("not-found"));
      await expect(announce(stranger, attachment, blob)).rejects.toEqual(failing("not-yours"));
    }
    const copy = await makeCopy({ server, from: ana, to: ben, attachment, form: 1 });
    await addCopies(ana, attachment, [copy]);
    expect(await download(ben, attachment, blob.length)).toEqual(blob);
    expect((await ben.call("getCopy", { params: { copy: copy.id } })).blobBytes).toBe(blob.length);
    await expect(get(chloe, attachment, 0)).rejects.toEqual(failing("not-found"));
    await expect(get(ben, attachment, 2)).rejects.toEqual(failing("not-found"));
    // The last live copy taken back: the blob goes, too.
    await sendTakeBack(ana, attachment, takeBackStatement(server, ana, { attachment }));
    for (const each of [ana, ben]) await expect(get(each, attachment, 0)).rejects.toEqual(failing("not-found"));
    expect(await filesOf(attachment)).toEqual([]);
  });

  it("is refused when it is too large, or more than the account may store, and room comes back", async () => {
    const dana = await makePerson(server.origin(), { nowMs });
    await expect(announce(dana, newId(), new Uint8Array(10_001))).rejects.toEqual(failing("too-large"));
    const attachments = [newId(), newId(), newId()];
    await announce(dana, attachments[0] ?? "", new Uint8Array(10_000));
    await announce(dana, attachments[1] ?? "", new Uint8Array(10_000));
    await expect(announce(dana, attachments[2] ?? "", new Uint8Array(10_000))).rejects.toEqual(
      failing("quota-exceeded"),
    );
    // Uploads that were never finished are forgotten after a day, files and all.
    await put(dana, attachments[0] ?? "", 0, new Uint8Array(chunkBytes));
    server.clock.advance(dayMs + 1000);
    await server.server().cleanUp();
    expect(await filesOf(attachments[0] ?? "")).toEqual([]);
    await announce(dana, attachments[2] ?? "", new Uint8Array(10_000));
  });

  it("without copies is forgotten after a day, and one with live copies is kept", async () => {
    const dana = await makePerson(server.origin(), { nowMs });
    const orphan = await upload(dana, systemRandom.bytes(100));
    const kept = await upload(dana, systemRandom.bytes(100));
    const policy = { not_after: nowMs() + 3 * dayMs };
    await addCopies(dana, kept, [await makeCopy({ server, from: dana, to: ben, attachment: kept, form: 1, policy })]);
    server.clock.advance(dayMs + 1000);
    await server.server().cleanUp();
    await expect(get(dana, orphan, 0)).rejects.toEqual(failing("not-found"));
    expect(await get(ben, kept, 0)).toHaveLength(100);
    server.clock.advance(3 * dayMs);
    await server.server().cleanUp();
    await expect(get(dana, kept, 0)).rejects.toEqual(failing("not-found"));
  });
});

async function filesOf(attachment: string): Promise<string[]> {
  const shelf = Buffer.from(attachment, "base64url").subarray(0, 1).toString("hex");
  return readdir(join(server.dataDir, "blobs", shelf, attachment)).catch(() => []);
}

describe("a full disk", () => {
  it("is told as such, leaves nothing half written, and can be tried again", async () => {
    const folder = join(server.dataDir, "blobs");
    let full = true;
    const store = fileBlobStore(folder, async (path, bytes) => {
      if (!full) return writeDurably(path, bytes);
      throw new WhosecopyError("storage-full", "no room left on the disk");
    });
    const attachment = systemRandom.bytes(16);
    await expect(store.put(attachment, 0, Uint8Array.of(1))).rejects.toEqual(failing("storage-full"));
    expect(await store.chunks(attachment)).toEqual([]);
    full = false;
    await store.put(attachment, 0, Uint8Array.of(1));
    expect(await store.chunks(attachment)).toEqual([0]);
    await store.remove(attachment);
  });

  it("in the middle of a file is noticed by the writer, which removes what it wrote", async (context) => {
    const device = "/dev/full";
    if (!(await stat(device).catch(() => null))) return context.skip("no /dev/full on this system");
    const { mkdtemp, symlink, rm } = await import("node:fs/promises");
    const folder = await mkdtemp(join(server.dataDir, "full-"));
    // The writer opens its file exclusively, so the full device stands in as the folder's only file system by a link.
    await symlink(device, join(folder, "taken"));
    const { open } = await import("node:fs/promises");
    const file = await open(join(folder, "taken"), "w");
    const error: unknown = await file.writeFile(Uint8Array.of(1)).catch((cause: unknown) => cause);
    await file.close();
    const { isOutOfSpace } = await import("../data-folder/durable-file.ts");
    expect(isOutOfSpace(error)).toBe(true);
    await rm(folder, { recursive: true });
    return undefined;
  });
});

describe("an attachment", () => {
  it("has no more copies, closed ones too, than one take-back can name", async () => {
    const attachment = newId();
    const make = () => makeCopy({ server, from: ana, to: ben, attachment });
    const takeBackAll = () => sendTakeBack(ana, attachment, takeBackStatement(server, ana, { attachment }));
    for (let i = 0; i < 3; i++) {
      const copy = await make();
      await addCopies(ana, attachment, [copy]);
      // The same again adds none.
      await addCopies(ana, attachment, [copy]);
      server.clock.advance(1);
      await takeBackAll();
    }
    await expect(addCopies(ana, attachment, [await make()])).rejects.toEqual(failing("too-large"));
  });
});

describe("what the server sees of two recipients of one picture", () => {
  it("differs in nothing but who they are: same requests, same sizes, same rows", async () => {
    const blob = systemRandom.bytes(2500);
    const attachment = await upload(ana, blob);
    const copies = await Promise.all(
      [ben, chloe].map((to) => makeCopy({ server, from: ana, to, attachment, form: 1, policy: { opens: null } })),
    );
    await addCopies(ana, attachment, copies);
    const seen: string[][] = [];
    for (const [i, person] of [ben, chloe].entries()) {
      const copy = copies[i];
      if (copy === undefined) throw new Error("no copy");
      const calls: string[] = [];
      const watched: Person = {
        ...person,
        async call(name, input, bend) {
          const answer = await person.call(name, input, bend);
          const text = JSON.stringify(input?.body ?? null).length;
          const size = answer instanceof Uint8Array ? answer.length : JSON.stringify(answer).length;
          calls.push(`${name} ${JSON.stringify(input?.params).replace(copy.id, "COPY")} ${text} ${size}`);
          return answer;
        },
      };
      await watched.call("getCopy", { params: { copy: copy.id } });
      await sendOpen(watched, await makeOpen({ server, by: person, copy }));
      await download(watched, attachment, blob.length);
      seen.push(calls);
    }
    expect(seen[0]).toEqual(seen[1]);
    const { copies: shown } = await ana.call("status", { params: { attachment } });
    const shape = shown.map((copy) => [copy.statement.body.length, copy.state, copy.opensUsed, copy.opens.length]);
    expect(shape[0]).toEqual(shape[1]);
    const sizes = copies.map((copy) => JSON.stringify(copy.json).length);
    expect(sizes[0]).toBe(sizes[1]);
  });
});
