import type { Client } from "../client.ts";
import type { Transport } from "../server/transport.ts";
import { fakeServer, type FakeServer } from "./fake-server.ts";
import { acquaint, testClient, testClock, type TestClock } from "./test-client.ts";

interface TestPeople {
  readonly clock: TestClock;
  readonly server: FakeServer;
  /** By handle. */
  readonly person: (handle: string) => Client;
}

/**
 * People with accounts on one fake server, each a contact of the first.
 *
 * @param params.carry what lies between a person and the server, for tests that tamper with it
 */
export async function testPeople(params: {
  readonly handles: readonly string[];
  readonly carry?: (transport: Transport, handle: string) => Transport;
}): Promise<TestPeople> {
  const clock = testClock();
  const server = fakeServer(() => clock.nowMs());
  const clients = new Map<string, Client>();
  for (const handle of params.handles) {
    const transport = params.carry?.(server.transport, handle) ?? server.transport;
    const client = await testClient({ transport, clock });
    await client.createAccount({ server: server.origin, handle });
    clients.set(handle, client);
  }
  const [first, ...others] = [...clients.values()];
  for (const other of others) if (first !== undefined) await acquaint(first, other);
  return {
    clock,
    server,
    person(handle) {
      const client = clients.get(handle);
      if (client === undefined) throw new Error(`no ${handle}`);
      return client;
    },
  };
}

/** Changes the JSON answer of one route on its way. */
export function tampering(transport: Transport, path: RegExp, change: (answer: never) => unknown): Transport {
  return {
    ...transport,
    async request(request) {
      const answer = await transport.request(request);
      if (!path.test(new URL(request.url).pathname) || answer.status !== 200) return answer;
      const changed = change(JSON.parse(new TextDecoder().decode(answer.body)) as never);
      return { status: 200, body: new TextEncoder().encode(JSON.stringify(changed)) };
    },
  };
}
