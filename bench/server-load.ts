import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { entryDigest, generateHpkeKeyPair, generateSigningKey, proveRequest, signStatement } from "@whosecopy/crypto";
import { systemRandom } from "@whosecopy/crypto";
import { nodeSignatures } from "@whosecopy/crypto/node";
import { proofHeader, signedToJson, toBase64url } from "@whosecopy/protocol";
import { printTable } from "./table.ts";

const connections = 32;
const messagesEach = 400;
const warmUpEach = 40;
/** A text of some 200 characters, as MLS makes it. */
const messageBytes = 400;
const random = systemRandom;
const signatures = nodeSignatures;
const main = fileURLToPath(new URL("../../apps/server/dist/main.js", import.meta.url));

interface Sender {
  readonly acct: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
  readonly agent: Agent;
  sendIndex: number;
}

interface Prepared {
  readonly path: string;
  readonly body: Uint8Array;
  readonly proof: string;
}

async function startServer(folder: string) {
  const port = 20_000 + (process.pid % 20_000);
  const child = spawn(process.execPath, [main, "--data", folder, "--port", String(port), "--log-level", "warn"], {
    stdio: ["ignore", "inherit", "pipe"],
  });
  child.stderr.setEncoding("utf8");
  for await (const piece of child.stderr as AsyncIterable<string>) {
    if (piece.includes("is running on")) break;
  }
  child.stderr.resume();
  return { child, origin: `http://localhost:${port}`, port };
}

function prepare(origin: string, sender: Sender, path: string, value: unknown): Prepared {
  const body = new TextEncoder().encode(JSON.stringify(value));
  const proof = proveRequest({
    host: origin,
    acct: sender.acct,
    device: sender.publicKey,
    deviceSecret: sender.secretKey,
    chainVersion: 1,
    method: "POST",
    path,
    body,
    nowMs: Date.now(),
    random,
    signatures,
  });
  return { path, body, proof };
}

function post(port: number, agent: Agent, prepared: Omit<Prepared, "proof"> & { proof?: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-length": prepared.body.length,
      ...(prepared.proof && { [proofHeader]: prepared.proof }),
    };
    const sent = request(
      { host: "127.0.0.1", port, method: "POST", path: prepared.path, agent, headers },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (piece: string) => (text += piece));
        response.on("end", () => (response.statusCode === 200 ? resolve() : reject(new Error(text))));
      },
    );
    sent.on("error", reject);
    sent.end(prepared.body);
  });
}

async function makeSender(origin: string, port: number, n: number): Promise<Sender> {
  const recovery = generateSigningKey(random);
  const device = generateSigningKey(random);
  const at = Date.now();
  const sign = (type: string, value: unknown, secretKey: Uint8Array) =>
    signStatement({ type, value, secretKey, signatures });
  const genesis = sign(
    "account-entry",
    { v: 1, kind: "genesis", recovery: recovery.publicKey, device: device.publicKey, at },
    recovery.secretKey,
  );
  const acct = entryDigest(genesis);
  const own = { v: 1, acct, device: device.publicKey };
  const { publicKey } = await generateHpkeKeyPair({ random });
  const claim = sign("handle-claim", { ...own, host: origin, handle: `load-${n}`, at }, device.secretKey);
  const prekey = sign(
    "copy-prekey",
    { ...own, cpk_id: random.bytes(16), suite: 1, public_key: publicKey, not_before: at, not_after: at + 86_400_000 },
    device.secretKey,
  );
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const body = { genesis: signedToJson(genesis), claim: signedToJson(claim), prekey: signedToJson(prekey) };
  await post(port, agent, { path: "/v1/accounts", body: new TextEncoder().encode(JSON.stringify(body)) });
  return { acct, agent, ...device, sendIndex: 0 };
}

/** A conversation of two. The server is blind, so any bytes are a commit to it. */
async function makeConversation(origin: string, port: number, sender: Sender, other: Sender): Promise<string> {
  const conversation = toBase64url(random.bytes(16));
  await post(port, sender.agent, prepare(origin, sender, "/v1/conversations", { conversation }));
  const commit = {
    messageId: toBase64url(random.bytes(16)),
    sendIndex: ++sender.sendIndex,
    epoch: 0,
    commit: "AAAA",
    welcomes: [],
    add: [toBase64url(other.acct)],
    remove: [],
    closeCopies: false,
  };
  await post(port, sender.agent, prepare(origin, sender, `/v1/conversations/${conversation}/commits`, commit));
  return conversation;
}

function prepareMessages(origin: string, sender: Sender, conversation: string, count: number): Prepared[] {
  return Array.from({ length: count }, () =>
    prepare(origin, sender, `/v1/conversations/${conversation}/messages`, {
      messageId: toBase64url(random.bytes(16)),
      sendIndex: ++sender.sendIndex,
      epoch: 1,
      message: toBase64url(random.bytes(messageBytes)),
    }),
  );
}

/** Processes that a process has started, and theirs. */
async function family(pid: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const text = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    const parent = Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]);
    if (Number.isSafeInteger(parent)) parents.set(Number(name), parent);
  }
  const found = [pid];
  for (let i = 0; i < found.length; i++) {
    for (const [child, parent] of parents) if (parent === found[i]) found.push(child);
  }
  return found;
}

/** Seconds of processor time that a process, and those of its children that have ended, have used. */
async function cpuSeconds(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0) / 100;
}

async function memoryMegabytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
}

async function total(pids: readonly number[], measure: (pid: number) => Promise<number>): Promise<number> {
  return (await Promise.all(pids.map(measure))).reduce((sum, each) => sum + each, 0);
}

async function measure(origin: string, port: number, pid: number): Promise<void> {
  const senders = await Promise.all(Array.from({ length: connections }, (_, n) => makeSender(origin, port, n)));
  const jobs: { sender: Sender; conversation: string }[] = [];
  for (const [n, sender] of senders.entries()) {
    const other = senders[(n + 1) % senders.length] ?? sender;
    jobs.push({ sender, conversation: await makeConversation(origin, port, sender, other) });
  }
  const run = async (count: number) => {
    const work = jobs.map((job) => ({
      ...job,
      messages: prepareMessages(origin, job.sender, job.conversation, count),
    }));
    const pids = await family(pid);
    const [node, ...database] = pids;
    const before = { node: await total([node ?? pid], cpuSeconds), database: await total(database, cpuSeconds) };
    const started = performance.now();
    await Promise.all(
      work.map(async ({ sender, messages }) => {
        for (const message of messages) await post(port, sender.agent, message);
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    const nodeCpu = (await total([node ?? pid], cpuSeconds)) - before.node;
    const databaseCpu = (await total(database, cpuSeconds)) - before.database;
    return { accepted: count * connections, seconds, nodeCpu, databaseCpu, pids, database };
  };
  await run(warmUpEach);
  const result = await run(messagesEach);
  const cpu = result.nodeCpu + result.databaseCpu;
  for (const { agent } of senders) agent.destroy();
  printTable(
    `Server: ${connections} connections, conversations of two, ${messageBytes}-byte messages, durable commits`,
    [
      {
        what: "messages accepted per CPU-second of server and PostgreSQL",
        measured: (result.accepted / cpu).toFixed(0),
        aim: "1000",
      },
      {
        what: "messages accepted per second, the load on the same machine",
        measured: (result.accepted / result.seconds).toFixed(0),
      },
      { what: "CPU per message: server", measured: `${((result.nodeCpu / result.accepted) * 1e6).toFixed(0)} us` },
      {
        what: "CPU per message: PostgreSQL",
        measured: `${((result.databaseCpu / result.accepted) * 1e6).toFixed(0)} us`,
      },
      { what: "memory of the server", measured: `${(await memoryMegabytes(pid)).toFixed(0)} MB` },
      { what: "memory of PostgreSQL", measured: `${(await total(result.database, memoryMegabytes)).toFixed(0)} MB` },
    ],
  );
}

/** Messages accepted per second and per CPU-second by a server process of its own, and its memory. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "whosecopy-load-"));
  const { child, origin, port } = await startServer(folder);
  try {
    await measure(origin, port, child.pid ?? 0);
  } finally {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}
