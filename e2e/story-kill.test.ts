import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDataFolder } from "../apps/server/src/testing/cluster-template.ts";
import { texturedJpeg } from "../packages/client/src/testing/textured-jpeg.ts";
import { addContacts, inboxOf, type ListedMessage, newestCopy, peopleOn, type Person } from "./people.ts";
import { begin, type Ended, jsonOf, resultOf, type Running } from "./processes.ts";
import { freshFolder, type ServerProcess, startServerProcess } from "./server-process.ts";

/** Waits for a moment as exactly as can be: looks every few milliseconds. Gives up with the process that it depends on. */
async function until(happened: () => boolean, what: string, running: Running | null = null): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!happened()) {
    if (performance.now() > deadline) throw new Error(`this never happened: ${what}`);
    // The moment may have been the last thing that it did.
    if (running?.goesOn() === false) return;
    await wait(2);
  }
}

/** All bytes in files below a folder. */
function bytesIn(folder: string): number {
  let total = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = entry.isFile() && statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false });
    if (file) total += file.size;
  }
  return total;
}

/** True when what was asked for is done, or stored so that it will be; false when it has to be asked for again. */
function isAcknowledged(ended: Ended): boolean {
  if (ended.exit === 0) return true;
  const { error } = jsonOf(ended) as { readonly error?: { readonly kept?: boolean } };
  if (ended.exit !== 7 || typeof error?.kept !== "boolean") throw new Error(`${ended.text}\n${ended.complaint}`);
  return error.kept;
}

async function insist(person: Person, ...args: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    if (isAcknowledged(await person.run(...args, "--json"))) return;
  }
  throw new Error(`${person.handle} could not send at all`);
}

/** Each death costs a start. */
const minutes = { timeout: 240_000 };

const isText = ({ content }: ListedMessage) => content.kind === "text";
const isPicture = ({ content }: ListedMessage) => content.kind === "attachment";
const textsFrom = (messages: readonly ListedMessage[], handle: string) =>
  messages.filter((message) => isText(message) && message.from === handle).map(({ content }) => content.text);

describe("a server and clients that are killed at any moment", () => {
  const folder = freshFolder();
  const picture = join(folder, "picture.jpg");
  let server: ServerProcess;
  let ana: Person;
  let ben: Person;
  let chloe: Person;

  const requests = (route: string) => server.log().split(`/${route}"`).length - 1;
  const sends = () => requests("messages") + requests("commits");
  const killAndStart = async () => {
    await server.kill();
    await server.start();
  };

  beforeAll(async () => {
    // Large enough for several chunks.
    writeFileSync(picture, texturedJpeg(1250, 850));
    server = await startServerProcess({ cluster: await freshDataFolder() });
    [ana, ben, chloe] = (await peopleOn(server.origin, folder, ["ana", "ben", "chloe"])) as [Person, Person, Person];
    await Promise.all([addContacts(ana, [chloe]), addContacts(ben, [chloe])]);
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server.end();
  });

  it(
    "deliver every acknowledged message once and in order, though the server dies again and again",
    minutes,
    async () => {
      const texts = (handle: string) => Array.from({ length: 4 }, (_, n) => `${handle} says ${n}`);
      const over = new AbortController();
      const sending = Promise.all(
        [ana, ben].map(async (person) => {
          for (const text of texts(person.handle)) await insist(person, "send", "--text", text, "--to", "chloe");
          if (person === ana) await insist(person, "send", picture, "--to", "chloe", "--opens", "9");
        }),
      ).finally(() => {
        over.abort();
      });
      const reading = (async () => {
        while (!over.signal.aborted) {
          expect([0, 7]).toContain((await chloe.run("inbox")).exit);
          await wait(700);
        }
      })();
      let kills = 0;
      const killing = (async () => {
        // Each time after a few requests and another instant, so that no two deaths are alike.
        for (const [more, ms] of [
          [2, 0],
          [1, 3],
          [3, 11],
          [1, 7],
        ] as const) {
          const before = sends();
          await until(() => over.signal.aborted || sends() >= before + more, "more messages");
          if (over.signal.aborted) break;
          await wait(ms);
          await server.kill();
          kills += 1;
          await wait(250 * (kills % 3));
          await server.start();
        }
      })();
      await Promise.all([sending, reading, killing]);
      expect(kills).toBeGreaterThanOrEqual(3);
      // Whatever was only kept goes out with the next command.
      await ana.does("inbox");
      await ben.does("inbox");
      const arrived = await inboxOf(chloe);
      for (const { handle } of [ana, ben]) expect(textsFrom(arrived, handle)).toEqual(texts(handle));
      expect(arrived.filter(isPicture)).toHaveLength(1);
      expect(arrived.filter(({ content }) => content.kind === "unreadable")).toEqual([]);
      for (const person of [ana, ben]) {
        const own = (await inboxOf(person)).filter(({ outgoing }) => outgoing);
        expect(own.every(({ state }) => state === "sent")).toBe(true);
      }
    },
  );

  it("count an open once, however often the server dies between asking and answering", minutes, async () => {
    const id = await newestCopy(chloe);
    const file = join(folder, "opened.jpg");
    const journal = join(server.dataDir, "journal");
    const moments: readonly (() => () => boolean)[] = [
      // The open is on the disk, and nobody has been told.
      () => {
        const before = bytesIn(journal);
        return () => bytesIn(journal) > before;
      },
      // The copy was fetched, and the open is about to be asked for.
      () => {
        const before = requests("copies/:copy");
        return () => requests("copies/:copy") > before;
      },
      // The answer is out, and its confirmation is not in.
      () => {
        const before = requests("opens");
        return () => requests("opens") > before;
      },
    ];
    for (const [n, moment] of moments.entries()) {
      rmSync(file, { force: true });
      const opening = begin(["open", id, "-o", file, "--json"], { home: chloe.home });
      await until(moment(), "the moment of an open", opening);
      await killAndStart();
      let ended = await opening.ended;
      for (let tries = 0; ended.exit === 7 && tries < 5; tries++)
        ended = await chloe.run("open", id, "-o", file, "--json");
      expect(resultOf(ended)).toMatchObject({ openNumber: n + 1, opensLeft: 8 - n });
      expect(statSync(file).size).toBeGreaterThan(10_000);
    }
    await chloe.does("inbox");
    const { copies } = (await ana.does("status", "a1")) as { readonly copies: readonly unknown[] };
    expect(copies).toMatchObject([{ to: "chloe", opensUsed: 3, unproven: 0, opens: [{ n: 1 }, { n: 2 }, { n: 3 }] }]);
  });

  it("send a picture once, whether its sender or the server dies in the middle of it", minutes, async () => {
    const before = (await inboxOf(chloe)).filter(isPicture).length;
    const blobs = join(server.dataDir, "blobs");
    const begun = () => begin(["send", picture, "--to", "chloe", "--opens", "2", "--json"], { home: ben.home });
    const chunkArrives = () => {
      const bytes = bytesIn(blobs);
      return () => bytesIn(blobs) > bytes;
    };
    const copiesAreStored = () => {
      const count = requests("attachments/:attachment/copies");
      return () => requests("attachments/:attachment/copies") > count;
    };
    const deaths = [
      ["sender", chunkArrives],
      ["server", chunkArrives],
      ["sender", copiesAreStored],
    ] as const;
    for (const [n, [who, moment]] of deaths.entries()) {
      const happened = moment();
      const sending = begun();
      await until(happened, "the moment of a send", sending);
      if (who === "sender") {
        sending.kill("SIGKILL");
        expect((await sending.ended).signal).toBe("SIGKILL");
      } else {
        await killAndStart();
        expect(isAcknowledged(await sending.ended)).toBe(true);
      }
      // The next command, whichever it is, goes on with it.
      await ben.does("inbox");
      expect((await inboxOf(chloe)).filter(isPicture)).toHaveLength(before + n + 1);
    }
    const { sent } = (await ben.does("status")) as { readonly sent: readonly { readonly stage: string }[] };
    expect(sent.map(({ stage }) => stage)).toEqual(deaths.map(() => "announced"));
    const opened = await chloe.does("open", await newestCopy(chloe), "-o", join(folder, "continued.jpg"));
    expect(opened).toMatchObject({ from: "ben", openNumber: 1, opensLeft: 1 });
  });
});
