import { decodeMlsMessage, mlsExporter } from "ts-mls";
import { groupContextEncoder } from "ts-mls/groupContext.js";
import { encode } from "ts-mls/codec/tlsEncoder.js";
import { decryptWithLabel } from "ts-mls/crypto/hpke.js";
import { initializeEpoch } from "ts-mls/keySchedule.js";
import { unprotectPrivateMessage } from "ts-mls/messageProtection.js";
import { utf8 } from "@whosecopy/protocol";
import { describe, expect, test } from "vitest";
import { nodeGroupCrypto } from "../node/mls-crypto.ts";
import { engineContext } from "./engine-context.ts";
import type { GroupState } from "./group-engine.ts";
import { openState } from "./group-state.ts";
import { advance, groupOf, now } from "./testing/people.ts";

const crypto = nodeGroupCrypto();
const context = engineContext({ crypto, authenticate: () => true });
const open = (state: GroupState) => openState(context, state.slice()).mls;

/**
 * What somebody who stayed behind at `old` derives for the epoch of `now` with the old init secret and no commit secret: all
 * that was needed when a removal did not rekey. The new group context is public.
 */
async function followWithoutPath(old: GroupState, now: GroupState) {
  const zero = new Uint8Array(32);
  const { groupContext } = open(now);
  const { keySchedule } = await initializeEpoch(open(old).keySchedule.initSecret, zero, groupContext, zero, crypto.kdf);
  const exported = await mlsExporter(keySchedule.exporterSecret, "use", utf8("x"), 32, crypto);
  return { authenticator: keySchedule.epochAuthenticator, exported };
}

async function secretsOf(engine: Awaited<ReturnType<typeof groupOf>>["engine"], state: GroupState) {
  const exported = await engine.exportSecret({ state, label: "use", context: utf8("x"), lengthBytes: 32 });
  return { authenticator: engine.epochAuthenticator(state), exported };
}

const names = ["ana", "ben", "chloe", "dan", "eve"];

describe.each([
  ["one member removed", [2], 0],
  ["one member removed, another added in its place", [2], 1],
  ["three members removed", [2, 3, 4], 0],
])("%s", (_, remove, addCount) => {
  async function removal() {
    const group = await groupOf(names);
    const { engine, states, stateOf, keyPackage } = group;
    const chloe = stateOf("chloe");
    const add = addCount > 0 ? [(await keyPackage("fay")).keyPackage] : [];
    const made = await engine.commit({ state: stateOf("ana"), remove, add, nowMs: now });
    const told = await engine.process({ state: chloe, message: made.commit });
    await advance(engine, states, "ana", made);
    return { ...group, chloe, made, told };
  }

  test("tells the removed that they are, and gives them no next state", async () => {
    const { told, states } = await removal();
    expect(told).toMatchObject({ kind: "removed", epoch: 2 });
    expect(told).not.toHaveProperty("next");
    expect(states.has("chloe")).toBe(false);
  });

  test("the next epoch's secrets don't follow from the removed member's", async () => {
    const { engine, chloe, stateOf } = await removal();
    const real = await secretsOf(engine, stateOf("ben"));
    expect(await secretsOf(engine, stateOf("ana"))).toEqual(real);
    const guessed = await followWithoutPath(chloe, stateOf("ben"));
    expect(guessed.authenticator).not.toEqual(real.authenticator);
    expect(guessed.exported).not.toEqual(real.exported);
  });

  test("no key that the removed member holds opens a secret of the commit's path", async () => {
    const { chloe, made, stateOf } = await removal();
    const mls = open(chloe);
    const message = decodeMlsMessage(made.commit, 0)?.[0];
    if (message?.wireformat !== "mls_private_message") throw new Error("not a private message");
    const { content } = await unprotectPrivateMessage(
      mls.keySchedule.senderDataSecret,
      message.privateMessage,
      mls.secretTree,
      mls.ratchetTree,
      mls.groupContext,
      context.config.keyRetentionConfig,
      crypto,
    );
    if (content.content.contentType !== "commit") throw new Error("not a commit");
    const secrets = content.content.commit.path?.nodes.flatMap((node) => node.encryptedPathSecret) ?? [];
    expect(secrets.length).toBeGreaterThan(0);
    const after = open(stateOf("ben")).groupContext;
    const before = mls.groupContext;
    const info = encode(groupContextEncoder)({ ...before, treeHash: after.treeHash, epoch: after.epoch });
    const opens = async (keys: Record<string, Uint8Array>) => {
      for (const raw of Object.values(keys)) {
        const key = await crypto.hpke.importPrivateKey(raw);
        for (const { kemOutput, ciphertext } of secrets) {
          const opened = decryptWithLabel(key, "UpdatePathNode", info, kemOutput, ciphertext, crypto.hpke);
          if ((await opened.catch(() => undefined)) !== undefined) return true;
        }
      }
      return false;
    };
    expect(await opens(mls.privatePath.privateKeys)).toBe(false);
  });

  test("the removed member reads nothing that is sent afterwards", async () => {
    const { engine, chloe, stateOf } = await removal();
    for (const name of ["ana", "ben"]) {
      const { message } = await engine.encrypt({ state: stateOf(name), plaintext: utf8("without chloe") });
      await expect(engine.process({ state: chloe, message })).rejects.toMatchObject({ code: "message-refused" });
    }
  });
});

test("the way to follow works where there is no new path: after a commit that only adds, for a member", async () => {
  const { engine, states, stateOf, keyPackage } = await groupOf(names);
  const before = stateOf("chloe");
  const add = [(await keyPackage("fay")).keyPackage];
  await advance(engine, states, "ana", await engine.commit({ state: stateOf("ana"), add, nowMs: now }));
  expect(await followWithoutPath(before, stateOf("ben"))).toEqual(await secretsOf(engine, stateOf("ben")));
});

test("a self-update shuts out whoever copied a state before it", async () => {
  const { engine, states, stateOf } = await groupOf(names);
  const stolen = stateOf("ana");
  await advance(engine, states, "ana", await engine.commit({ state: stateOf("ana"), nowMs: now }));
  const { message } = await engine.encrypt({ state: stateOf("ben"), plaintext: utf8("x") });
  await expect(engine.process({ state: stolen, message })).rejects.toMatchObject({ code: "message-refused" });
  const real = await secretsOf(engine, stateOf("ben"));
  expect(await followWithoutPath(stolen, stateOf("ben"))).not.toEqual(real);
});
