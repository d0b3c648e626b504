import { systemRandom } from "@whosecopy/crypto";
import { createGroupEngine, type GroupEngine, type GroupState } from "@whosecopy/client";
import { nodeGroupCrypto } from "@whosecopy/client/node";
import { utf8 } from "@whosecopy/protocol";
import { duration, printTable, type Row } from "./table.ts";

const messageBytes = 200;
const rounds = 400;

async function groupOf(
  engine: GroupEngine,
  size: number,
): Promise<{ readonly first: GroupState; readonly last: GroupState }> {
  const nowMs = Date.now();
  const leaf = async (name: string) => ({
    identity: utf8(name),
    signatureKeyPair: await engine.generateSignatureKeyPair(),
    nowMs,
  });
  const alone = await engine.createGroup({ groupId: systemRandom.bytes(16), ...(await leaf("0")) });
  const packages = [];
  for (let i = 1; i < size; i++) packages.push(await engine.createKeyPackage(await leaf(String(i))));
  const made = await engine.commit({ state: alone, add: packages.map((each) => each.keyPackage), nowMs });
  const joining = packages.at(-1);
  if (joining === undefined || made.welcome === undefined) throw new Error("a group needs two members");
  const first = await engine.acceptCommit({ state: alone, pending: made.pending });
  const { state } = await engine.join({ welcome: made.welcome, ...joining, isSpent: () => false });
  return { first, last: state };
}

/** Messages encrypted and decrypted per second of CPU, states saved and loaded as bytes as the client does. */
async function measure(engine: GroupEngine, size: number): Promise<Row[]> {
  let { first, last } = await groupOf(engine, size);
  const plaintext = systemRandom.bytes(messageBytes);
  const messages: Uint8Array[] = [];
  const began = process.cpuUsage();
  for (let i = 0; i < rounds; i++) {
    const { message, next } = await engine.encrypt({ state: first, plaintext });
    messages.push(message);
    first = next;
  }
  const between = process.cpuUsage();
  for (const message of messages) {
    const processed = await engine.process({ state: last, message });
    if (processed.kind !== "application") throw new Error("not a message");
    last = processed.next;
  }
  const ended = process.cpuUsage();
  const perOperation = (from: NodeJS.CpuUsage, to: NodeJS.CpuUsage): number =>
    (to.user + to.system - from.user - from.system) / 1000 / rounds;
  const row = (what: string, ms: number): Row => ({
    what: `${what}, ${messageBytes} bytes, ${size} members`,
    measured: `${Math.round(1000 / ms)} per CPU-second (${duration(ms)} each)`,
  });
  return [
    row("encrypt a message", perOperation(began, between)),
    row("decrypt a message", perOperation(between, ended)),
  ];
}

/** Group messages per second, in a conversation of two and in a large one. */
export async function run(): Promise<void> {
  const engine = createGroupEngine({ crypto: nodeGroupCrypto(), authenticate: () => true });
  printTable("Group messages (MLS, one device)", [...(await measure(engine, 2)), ...(await measure(engine, 100))]);
}
