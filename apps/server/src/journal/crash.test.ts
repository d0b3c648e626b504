import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import { equalBytes, TakeBackReceipt, readStatement, signedFromJson } from "@whosecopy/protocol";
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freshDataFolder } from "../testing/cluster-template.ts";
import { mailOf, makeConversation, makeMessage, sendMessage } from "../testing/conversation-kit.ts";
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
import { systemClock } from "../clock.ts";
import type { TestServer } from "../testing/test-server.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const loader = new URL("../testing/register-loader.mjs", import.meta.url).href;
const port = 21_000 + (process.pid % 20_000);
const origin = `http://localhost:${port}`;

/** The server as a process of its own, to be killed. */
async function start(dataDir: string) {
  const args = ["--conditions=whosecopy:source", "--import", loader, main];
  const child = spawn(process.execPath, [...args, "--data", dataDir, "--port", String(port), "--log-level", "warn"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (piece: Buffer) => {
    said += piece.toString();
  });
  for (let waited = 0; !said.includes("is running on"); waited += 50) {
    if (child.exitCode !== null || waited > 60_000) throw new Error(`it does not start: ${said}`);
    await wait(50);
  }
  return { child, said: () => said };
}

let dataDir: string;
let running: Awaited<ReturnType<typeof start>>;
const server = { origin: () => origin, clock: systemClock } as unknown as TestServer;

beforeAll(async () => {
  dataDir = await freshDataFolder();
  running = await start(dataDir);
});
afterAll(async () => {
  const ended = once(running.child, "exit");
  running.child.kill("SIGTERM");
  await ended;
  await rm(dataDir, { recursive: true, force: true });
});

/** Kills the server in the middle of work, once that is well under way, and starts it again. */
async function killDuring<Result>(work: readonly (() => Promise<Result>)[], underWay: () => boolean) {
  const results = Promise.allSettled(work.map((each) => each()));
  while (!underWay()) await wait(2);
  const ended = once(running.child, "exit");
  running.child.kill("SIGKILL");
  await ended;
  await results;
  running = await start(dataDir);
}

it("killed in the middle of sends, every acknowledged message is there once, and each can be sent again", async () => {
  const [ana, ben, chloe] = await Promise.all([makePerson(origin), makePerson(origin), makePerson(origin)]);
  const conversation = await makeConversation(ana, [ben, chloe]);
  const sent: { by: Person; message: ReturnType<typeof makeMessage> }[] = [];
  const acknowledged: string[] = [];
  const keepSending = (by: Person) => async () => {
    for (;;) {
      const message = makeMessage(by);
      sent.push({ by, message });
      await sendMessage(by, conversation, message);
      acknowledged.push(message.messageId);
    }
  };
  await killDuring([keepSending(ana), keepSending(ben)], () => acknowledged.length >= 40);
  expect(running.said()).toContain("left behind");
  const got = async () =>
    (await mailOf(chloe)).flatMap((item) => (item.kind === "message" ? [item.messageId as string] : []));
  const first = await got();
  expect(first).toEqual(expect.arrayContaining(acknowledged));
  // What a client does: whatever was not acknowledged is sent again, byte for byte.
  for (const { by, message } of sent) await sendMessage(by, conversation, message);
  const all = await got();
  expect([...all].sort()).toEqual(sent.map((each) => each.message.messageId).sort());
});

it("killed in the middle of opens and take-backs, no share went out uncounted and no take-back is forgotten", async () => {
  const [ana, ben] = await Promise.all([makePerson(origin), makePerson(origin)]);
  const copies: MadeCopy[] = [];
  for (let i = 0; i < 8; i++) {
    const attachment = newId();
    const copy = await makeCopy({ server, from: ana, to: ben, attachment, policy: { opens: 1000 } });
    await addCopies(ana, attachment, [copy]);
    copies.push(copy);
  }
  const released = new Map<MadeCopy, number>();
  const takenBack = new Map<MadeCopy, number>();
  const attachmentOf = (copy: MadeCopy) => Buffer.from(copy.core.att_id).toString("base64url");
  const keepOpening = (copy: MadeCopy) => async () => {
    for (;;) {
      const { share } = await sendOpen(ben, await makeOpen({ server, by: ben, copy }));
      expect(equalBytes(share, copy.hostShare)).toBe(true);
      released.set(copy, (released.get(copy) ?? 0) + 1);
    }
  };
  const answered = () => [...released.values()].reduce((sum, each) => sum + each, 0);
  const takeBackSoon = (copy: MadeCopy) => async () => {
    while (answered() < 30) await wait(2);
    const attachment = attachmentOf(copy);
    const { receipt } = await sendTakeBack(ana, attachment, takeBackStatement(server, ana, { attachment }));
    const said = readStatement(TakeBackReceipt, signedFromJson(receipt).body);
    takenBack.set(copy, said.copies[0]?.releases ?? -1);
  };
  await killDuring(
    [...copies.map(keepOpening), ...copies.slice(0, 3).map(takeBackSoon)],
    () => takenBack.size > 0 && answered() >= 40,
  );
  for (const copy of copies) {
    const { copies: shown } = await ana.call("status", { params: { attachment: attachmentOf(copy) } });
    const used = shown[0]?.opensUsed ?? -1;
    const got = released.get(copy) ?? 0;
    // At most the one that was under way is counted without its answer having arrived.
    expect(used).toBeGreaterThanOrEqual(got);
    expect(used).toBeLessThanOrEqual(got + 1);
    expect(shown[0]?.opens).toHaveLength(used);
    if (takenBack.has(copy)) {
      expect(takenBack.get(copy)).toBe(used);
      await expect(sendOpen(ben, await makeOpen({ server, by: ben, copy }))).rejects.toEqual(failing("taken-back"));
    }
  }
});
