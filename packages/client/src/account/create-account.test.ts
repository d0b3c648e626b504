import { describe, expect, it } from "vitest";
import { fakeServer } from "../testing/fake-server.ts";
import { faults } from "../testing/faults.ts";
import { memoryRecords } from "../testing/memory-engine.ts";
import { testClient, testClock } from "../testing/test-client.ts";

const clock = testClock();

describe("the recovery key of a new account", () => {
  it("is shown when the server has taken the name, never for a name that is somebody's", async () => {
    const server = fakeServer(() => clock.nowMs());
    const first = await testClient({ transport: server.transport, clock });
    await first.createAccount({ server: server.origin, handle: "ana" });
    const second = await testClient({ transport: server.transport, clock });
    const shown: string[] = [];
    const onRecoveryKey = (printed: string) => {
      expect(server.state.handles.has("ana.2")).toBe(true);
      shown.push(printed);
    };
    const taken = second.createAccount({ server: server.origin, handle: "ana", onRecoveryKey });
    await expect(taken).rejects.toMatchObject({ code: "handle-taken" });
    expect(shown).toEqual([]);
    const { recoveryKey } = await second.createAccount({ server: server.origin, handle: "ana.2", onRecoveryKey });
    expect(shown).toEqual([recoveryKey]);
    expect(await second.recoveryKeyToKeep()).toBeNull();
  });

  it("waits in the store until it is kept, through a restart, and is erased then", async () => {
    const server = fakeServer(() => clock.nowMs());
    const memory = memoryRecords();
    const before = await testClient({ transport: server.transport, clock, memory });
    const { recoveryKey } = await before.createAccount({ server: server.origin, handle: "ana" });
    const after = await testClient({ transport: server.transport, clock, memory });
    expect(await after.recoveryKeyToKeep()).toBe(recoveryKey);
    await after.forgetRecoveryKey();
    expect(await after.recoveryKeyToKeep()).toBeNull();
    const again = after.createAccount({ server: server.origin, handle: "ana" });
    await expect(again).rejects.toMatchObject({ code: "already-exists" });
  });

  it("stays when showing it failed, and the same call shows it again", async () => {
    const server = fakeServer(() => clock.nowMs());
    const client = await testClient({ transport: server.transport, clock });
    const failing = client.createAccount({
      server: server.origin,
      handle: "ana",
      onRecoveryKey: () => Promise.reject(new Error("no paper")),
    });
    await expect(failing).rejects.toThrow("no paper");
    const kept = await client.recoveryKeyToKeep();
    expect(kept).not.toBeNull();
    expect((await client.createAccount({ server: server.origin, handle: "ana" })).recoveryKey).toBe(kept);
  });

  it("is lost at no point where the process can die", async () => {
    for (const when of ["before", "after"] as const) {
      for (let at = 1; at < 100; at++) {
        const server = fakeServer(() => clock.nowMs());
        const memory = memoryRecords();
        const fault = faults({ at, when });
        const shown: string[] = [];
        const create = async (client: Awaited<ReturnType<typeof testClient>>) =>
          client.createAccount({ server: server.origin, handle: "ana", onRecoveryKey: (key) => void shown.push(key) });
        const dying = await testClient({
          transport: fault.transport(server.transport),
          clock,
          engine: fault.engine(memory),
        });
        const died = await create(dying).then(
          () => false,
          () => true,
        );
        if (!died) break;
        const next = await testClient({ transport: server.transport, clock, memory });
        // An account whose key was shown needs nothing more; any other call shows it.
        await create(next).catch((error: unknown) => {
          expect(error).toMatchObject({ code: "already-exists" });
        });
        expect(new Set(shown).size).toBe(1);
        expect(await next.recoveryKeyToKeep()).toBeNull();
        expect(server.state.accounts.size).toBe(1);
        await next.sync();
      }
    }
  });
});
