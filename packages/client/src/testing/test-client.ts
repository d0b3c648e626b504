import { systemRandom } from "@whosecopy/crypto";
import { nodeSignatures } from "@whosecopy/crypto/node";
import { type Client, createClient } from "../client.ts";
import type { Clock } from "../clock.ts";
import { nodeGroupCrypto } from "../node/mls-crypto.ts";
import { nodePictureTools } from "../node/picture-tools.ts";
import type { Transport } from "../server/transport.ts";
import { openClientStore } from "../store/client-store.ts";
import type { RecordEngine } from "../store/record-engine.ts";
import { memoryEngine, type MemoryRecords, memoryRecords } from "./memory-engine.ts";

/** A clock that a test moves, and that never waits. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

export function testClock(startMs = 1_800_000_000_000): TestClock {
  let now = startMs;
  return {
    nowMs: () => now,
    sleep: () => Promise.resolve(),
    advance: (ms) => {
      now += ms;
    },
  };
}

const storeKey = new Uint8Array(32).fill(7);

/** A client over records in memory. Making another over the same records is what happens after a crash. */
export async function testClient(params: {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly memory?: MemoryRecords;
  readonly engine?: RecordEngine;
}): Promise<Client> {
  const engine = params.engine ?? memoryEngine(params.memory ?? memoryRecords());
  return createClient({
    store: await openClientStore({ engine, key: storeKey, random: systemRandom }),
    ...nodePictureTools(),
    transport: params.transport,
    clock: params.clock,
    signatures: nodeSignatures,
    groupCrypto: nodeGroupCrypto(),
  });
}

/** Two accounts that know each other, by invite. */
export async function acquaint(first: Client, second: Client): Promise<void> {
  await first.addContact((await second.makeInvite()).link);
  await second.addContact((await first.makeInvite()).code);
}
