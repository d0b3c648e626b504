import { toHex, utf8 } from "@whosecopy/protocol";
import { nodeGroupCrypto } from "../../node/mls-crypto.ts";
import { createGroupEngine } from "../create-engine.ts";
import type { GroupCrypto } from "../group-crypto.ts";
import type { GroupEngine, GroupState, KeyPackageBundle, PendingCommit, Retention } from "../group-engine.ts";

export const now = Date.UTC(2026, 10, 3);

/** An engine whose leaf keys are certified by being in a list, and people who talk through it. */
export function world(options: { crypto?: GroupCrypto; retention?: Partial<Retention> } = {}) {
  const certified = new Map<string, string>();
  const engine = createGroupEngine({
    crypto: options.crypto ?? nodeGroupCrypto(),
    authenticate: ({ identity, signatureKey }) => certified.get(toHex(signatureKey)) === toHex(identity),
    ...(options.retention && { retention: options.retention }),
  });

  async function leaf(name: string) {
    const signatureKeyPair = await engine.generateSignatureKeyPair();
    const identity = utf8(name);
    certified.set(toHex(signatureKeyPair.publicKey), toHex(identity));
    return { identity, signatureKeyPair, nowMs: now };
  }
  return {
    engine,
    certified,
    leaf,
    keyPackage: async (name: string, more: { lifetimeMs?: number; lastResort?: boolean } = {}) =>
      engine.createKeyPackage({ ...(await leaf(name)), ...more }),
    group: async (name: string) => engine.createGroup({ groupId: utf8("group"), ...(await leaf(name)) }),
  };
}

export function isNotSpent(): boolean {
  return false;
}

export function joinWith(engine: GroupEngine, bundle: KeyPackageBundle, welcome: Uint8Array | undefined) {
  if (welcome === undefined) throw new Error("there is no welcome");
  return engine.join({ welcome, keyPackage: bundle.keyPackage, secret: bundle.secret, isSpent: isNotSpent });
}

/** Two people in one group, at epoch 1. */
export async function anaAndBen(options?: Parameters<typeof world>[0]) {
  const people = world(options);
  const { engine } = people;
  const alone = await people.group("ana");
  const bundle = await people.keyPackage("ben");
  const made = await engine.commit({ state: alone, add: [bundle.keyPackage], nowMs: now });
  const ana = await engine.acceptCommit({ state: alone, pending: made.pending });
  const ben = (await joinWith(engine, bundle, made.welcome)).state;
  return { ...people, ana, ben, bundle, welcome: made.welcome };
}

/** Several people in one group, in the order of their names. */
export async function groupOf(names: string[], options?: Parameters<typeof world>[0]) {
  const people = world(options);
  const { engine } = people;
  const [first = "ana", ...others] = names;
  const alone = await people.group(first);
  const bundles = await Promise.all(others.map((name) => people.keyPackage(name)));
  const made = await engine.commit({ state: alone, add: bundles.map((b) => b.keyPackage), nowMs: now });
  const states = new Map<string, GroupState>([
    [first, await engine.acceptCommit({ state: alone, pending: made.pending })],
  ]);
  for (const [n, bundle] of bundles.entries()) {
    states.set(others[n] ?? "", (await joinWith(engine, bundle, made.welcome)).state);
  }
  const stateOf = (name: string): GroupState => {
    const state = states.get(name);
    if (state === undefined) throw new Error(`${name} is not in the group`);
    return state;
  };
  return { ...people, states, stateOf };
}

export async function advance(
  engine: GroupEngine,
  states: Map<string, GroupState>,
  by: string,
  made: { commit: Uint8Array; pending: PendingCommit },
) {
  for (const [name, state] of states) {
    if (name === by) {
      states.set(name, await engine.acceptCommit({ state, pending: made.pending }));
      continue;
    }
    const seen = await engine.process({ state, message: made.commit });
    if (seen.kind === "removed") states.delete(name);
    else states.set(name, seen.next);
  }
}

export function flip(bytes: Uint8Array, at: number): Uint8Array {
  const altered = bytes.slice();
  altered[at] = (altered[at] ?? 0) ^ 1;
  return altered;
}

export function nameOf(member: { identity: Uint8Array }): string {
  return new TextDecoder().decode(member.identity);
}
