import { emptyPskIndex, joinGroup } from "ts-mls";
import { ratchetTreeFromExtension } from "ts-mls/groupInfo.js";
import { makeKeyPackageRef } from "ts-mls/keyPackage.js";
import { decryptGroupInfo, decryptGroupSecrets } from "ts-mls/welcome.js";
import type { EngineContext } from "./engine-context.ts";
import { suite } from "./group-crypto.ts";
import type { JoinAttempt, JoinResult } from "./group-engine.ts";
import { firstState } from "./group-state.ts";
import { decodeKeyPackage, decodeSecret, isLastResort } from "./key-package.ts";
import { limits } from "./limits.ts";
import { memberAt } from "./members.ts";
import { fromPort, refusal } from "./refusal.ts";
import { requireSoundContext, requireSoundTree } from "./tree-rules.ts";
import { decodeWire } from "./wire.ts";

interface JoinParams {
  welcome: Uint8Array;
  keyPackage: Uint8Array;
  secret: Uint8Array;
  isSpent: (attempt: JoinAttempt) => boolean | Promise<boolean>;
}

export async function join(context: EngineContext, params: JoinParams): Promise<JoinResult> {
  const { crypto } = context;
  const welcome = decodeWelcome(params.welcome);
  const keyPackage = decodeKeyPackage(params.keyPackage, "store-damaged");
  const keys = decodeSecret(params.secret);
  const ref = (await makeKeyPackageRef(keyPackage, crypto.hash)).slice();

  // Opened here first: the library neither says who invited us nor asks before it accepts.
  const initKey = await crypto.hpke.importPrivateKey(keys.initPrivateKey);
  const secrets = await decryptGroupSecrets(initKey, ref, welcome, crypto.hpke);
  if (secrets === undefined || secrets.psks.length > 0) throw refusal("group-refused", "not a welcome of our groups");
  const noPsk = new Uint8Array(crypto.kdf.size);
  const info = await decryptGroupInfo(welcome, secrets.joinerSecret, noPsk, crypto);
  if (info === undefined) throw refusal("group-refused", "the welcome has no group info");
  const tree = ratchetTreeFromExtension(info);
  if (tree === undefined) throw refusal("group-refused", "the welcome has no tree");
  const by = memberAt(tree, info.signer);
  if (by === undefined) throw refusal("group-refused", "the welcome has no signer");
  requireSoundContext(info.groupContext);
  requireSoundTree(tree);

  const groupId = info.groupContext.groupId.slice();
  const epoch = Number(info.groupContext.epoch);
  const lastResort = isLastResort(keyPackage);
  if (await fromPort(() => params.isSpent({ ref: ref.slice(), lastResort, groupId: groupId.slice(), epoch }))) {
    throw refusal("group-refused", "the key package was used before, or the group is already here");
  }
  const mls = await joinGroup(welcome, keyPackage, keys, emptyPskIndex, crypto, undefined, undefined, context.config);
  const state = firstState(mls);
  for (const key of [keys.initPrivateKey, keys.hpkePrivateKey, keys.signaturePrivateKey]) key.fill(0);
  secrets.joinerSecret.fill(0);
  return { state, ref, lastResort, groupId, epoch, by };
}

export function welcomedRefs(welcome: Uint8Array): Uint8Array[] {
  return decodeWelcome(welcome).secrets.map(({ newMember }) => newMember.slice());
}

function decodeWelcome(bytes: Uint8Array) {
  const limit = limits.welcomeBytes;
  const { welcome } = decodeWire(bytes, { wireformat: "mls_welcome", maxBytes: limit, code: "group-refused" });
  if (welcome.cipherSuite !== suite.name) throw refusal("group-refused", "the welcome is for another suite");
  if (welcome.secrets.length > limits.members) throw refusal("group-refused", "the welcome is for too many");
  return welcome;
}
