import { utf8 } from "@whosecopy/protocol";
import { describe, expect, test } from "vitest";
import type { GroupEngine, GroupState } from "./group-engine.ts";
import { compareMarks, requireNotRolledBack } from "./state-mark.ts";
import { anaAndBen, groupOf, advance, now } from "./testing/people.ts";

const refused = { code: "message-refused" };

async function send(engine: GroupEngine, state: GroupState, count: number) {
  const messages: Uint8Array[] = [];
  let next = state;
  for (let n = 0; n < count; n += 1) {
    const sent = await engine.encrypt({ state: next, plaintext: utf8(`message ${n}`) });
    messages.push(sent.message);
    next = sent.next;
  }
  return { messages, next };
}

async function read(engine: GroupEngine, state: GroupState, message: Uint8Array | undefined) {
  const seen = await engine.process({ state, message: message ?? new Uint8Array(0) });
  if (seen.kind === "removed") throw new Error("removed");
  return seen.next;
}

describe("a replayed or reordered message", () => {
  test("is refused a second time, also after others and in a later epoch", async () => {
    const { engine, ana, ben } = await anaAndBen();
    const { messages, next } = await send(engine, ana, 3);
    let state = ben;
    for (const message of messages) state = await read(engine, state, message);
    for (const message of messages) await expect(read(engine, state, message)).rejects.toMatchObject(refused);
    const made = await engine.commit({ state: next, nowMs: now });
    state = await read(engine, state, made.commit);
    for (const message of messages) await expect(read(engine, state, message)).rejects.toMatchObject(refused);
  });

  test("a commit is refused a second time", async () => {
    const { engine, ana, ben } = await anaAndBen();
    const made = await engine.commit({ state: ana, nowMs: now });
    const state = await read(engine, ben, made.commit);
    await expect(read(engine, state, made.commit)).rejects.toMatchObject({ code: "group-refused" });
  });

  test("may come late by as many messages as are kept, once, and no later", async () => {
    const { engine, ana, ben } = await anaAndBen({ retention: { outOfOrder: 3 } });
    const { messages } = await send(engine, ana, 5);
    let state = await read(engine, ben, messages[4]);
    await expect(read(engine, state, messages[0])).rejects.toMatchObject(refused);
    for (const n of [2, 1, 3]) state = await read(engine, state, messages[n]);
    for (const n of [1, 2, 3, 4]) await expect(read(engine, state, messages[n])).rejects.toMatchObject(refused);
  });

  test("is refused out of its sender's order when nothing is kept", async () => {
    const { engine, ana, ben } = await anaAndBen({ retention: { outOfOrder: 0 } });
    const { messages } = await send(engine, ana, 3);
    const state = await read(engine, ben, messages[1]);
    await expect(read(engine, state, messages[0])).rejects.toMatchObject(refused);
    await expect(read(engine, state, messages[2])).resolves.toHaveLength(state.length);
  });

  test("is refused when it is too far ahead of the last one", async () => {
    const { engine, ana, ben } = await anaAndBen({ retention: { forwardSteps: 5 } });
    const { messages } = await send(engine, ana, 8);
    await expect(read(engine, ben, messages[6])).rejects.toMatchObject(refused);
    await expect(read(engine, ben, messages[5])).resolves.toBeInstanceOf(Uint8Array);
  });

  test.each([0, 1, 4])(
    "of an epoch that has ended is read while it is among the last %i, not after",
    async (pastEpochs) => {
      const { engine, states, stateOf } = await groupOf(["ana", "ben", "chloe"], { retention: { pastEpochs } });
      const { message } = await engine.encrypt({ state: stateOf("ana"), plaintext: utf8("late") });
      for (let ended = 1; ended <= pastEpochs + 1; ended += 1) {
        await advance(engine, states, "ben", await engine.commit({ state: stateOf("ben"), nowMs: now }));
        const late = engine.process({ state: stateOf("chloe"), message });
        if (ended <= pastEpochs) await expect(late).resolves.toMatchObject({ kind: "application", epoch: 1 });
        else await expect(late).rejects.toMatchObject(refused);
      }
    },
  );

  test("what was read while our own commit was under way stays read once it has won", async () => {
    const { engine, ana, ben } = await anaAndBen();
    const first = await send(engine, ana, 2);
    const made = await engine.commit({ state: ben, nowMs: now });
    const meanwhile = await read(engine, ben, first.messages[0]);
    const accepted = await engine.acceptCommit({ state: meanwhile, pending: made.pending });
    await expect(read(engine, accepted, first.messages[0])).rejects.toMatchObject(refused);
    await expect(read(engine, accepted, first.messages[1])).resolves.toBeInstanceOf(Uint8Array);
  });
});

describe("a state restored from an older snapshot", () => {
  test("accepts a replay, and is found out by its mark before that", async () => {
    const { engine, ana, ben } = await anaAndBen();
    const { message } = await engine.encrypt({ state: ana, plaintext: utf8("once") });
    const snapshot = ben;
    const known = await engine.stateMark(await read(engine, ben, message));
    await expect(read(engine, snapshot, message)).resolves.toBeInstanceOf(Uint8Array);
    const restored = await engine.stateMark(engine.loadState(snapshot));
    expect(() => requireNotRolledBack(known, restored)).toThrow(
      expect.objectContaining({ code: "state-rolled-back" }) as Error,
    );
  });

  test("is found out also when it went on from there", async () => {
    const { engine, ana } = await anaAndBen();
    const kept = await engine.encrypt({ state: ana, plaintext: utf8("sent") });
    const other = await engine.encrypt({ state: ana, plaintext: utf8("sent after a restore") });
    const [known, loaded] = [await engine.stateMark(kept.next), await engine.stateMark(other.next)];
    expect(loaded.counter).toBe(known.counter);
    expect(compareMarks(known, loaded)).toBe("forked");
    expect(() => requireNotRolledBack(known, loaded)).toThrow(
      expect.objectContaining({ code: "state-rolled-back" }) as Error,
    );
  });

  test("the newest state and one that ran ahead of its mark are not mistaken for it", async () => {
    const { engine, ana, ben } = await anaAndBen();
    const known = await engine.stateMark(ana);
    expect(compareMarks(known, await engine.stateMark(engine.loadState(ana)))).toBe("same");
    const sent = await engine.encrypt({ state: ana, plaintext: utf8("x") });
    expect(compareMarks(known, await engine.stateMark(sent.next))).toBe("ahead");
    requireNotRolledBack(known, await engine.stateMark(sent.next));
    expect((await engine.stateMark(ben)).counter).toBe(0);
  });

  test("every operation counts", async () => {
    const { engine, ana, ben } = await anaAndBen();
    const counterOf = async (state: GroupState) => (await engine.stateMark(state)).counter;
    const before = await counterOf(ana);
    const sent = await engine.encrypt({ state: ana, plaintext: utf8("x") });
    expect(await counterOf(sent.next)).toBe(before + 1);
    const made = await engine.commit({ state: sent.next, nowMs: now });
    expect(await counterOf(await engine.acceptCommit({ state: sent.next, pending: made.pending }))).toBe(before + 2);
    expect(await counterOf(await read(engine, ben, sent.message))).toBe(1);
    expect(await counterOf(await read(engine, ben, made.commit))).toBe(1);
  });
});
