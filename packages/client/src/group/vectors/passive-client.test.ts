import { acceptAll, decodeMlsMessage, joinGroup, makePskIndex, processMessage, type ClientState } from "ts-mls";
import { decodeRatchetTree } from "ts-mls/ratchetTree.js";
import { describe, expect, test } from "vitest";
import { firstState, openState } from "../group-state.ts";
import { context, crypto, decodeHex, hex, vectors } from "../testing/vectors.ts";

interface PassiveClient {
  external_psks: { psk_id: string; psk: string }[];
  key_package: string;
  signature_priv: string;
  encryption_priv: string;
  init_priv: string;
  welcome: string;
  ratchet_tree: string | null;
  initial_epoch_authenticator: string;
  epochs: { proposals: string[]; commit: string; epoch_authenticator: string }[];
}

async function follow(vector: PassiveClient): Promise<void> {
  const keyPackage = decodeHex(decodeMlsMessage, vector.key_package);
  const welcome = decodeHex(decodeMlsMessage, vector.welcome);
  if (keyPackage.wireformat !== "mls_key_package" || welcome.wireformat !== "mls_welcome") throw new Error("mixed up");
  const external = vector.external_psks.map(({ psk_id: id, psk }) => [
    Buffer.from(id, "hex").toString("base64"),
    hex(psk),
  ]);
  const psks = Object.fromEntries(external) as Record<string, Uint8Array>;
  const keys = {
    initPrivateKey: hex(vector.init_priv),
    hpkePrivateKey: hex(vector.encryption_priv),
    signaturePrivateKey: hex(vector.signature_priv),
  };
  let state = await joinGroup(
    welcome.welcome,
    keyPackage.keyPackage,
    keys,
    makePskIndex(undefined, psks),
    crypto,
    vector.ratchet_tree === null ? undefined : decodeHex(decodeRatchetTree, vector.ratchet_tree),
    undefined,
    context.config,
  );
  expect(state.keySchedule.epochAuthenticator).toEqual(hex(vector.initial_epoch_authenticator));
  for (const epoch of vector.epochs) {
    for (const message of [...epoch.proposals, epoch.commit]) state = await process(state, message, psks);
    expect(state.keySchedule.epochAuthenticator).toEqual(hex(epoch.epoch_authenticator));
    // Through our own encoding between the epochs; the past stays, for resumption keys.
    const { historicalReceiverData } = state;
    state = { ...openState(context, firstState(state)).mls, historicalReceiverData };
  }
}

async function process(state: ClientState, text: string, psks: Record<string, Uint8Array>): Promise<ClientState> {
  const message = decodeHex(decodeMlsMessage, text);
  if (message.wireformat !== "mls_private_message" && message.wireformat !== "mls_public_message") {
    throw new Error(message.wireformat);
  }
  return (await processMessage(message, state, makePskIndex(state, psks), acceptAll, crypto)).newState;
}

// Run against the library below the engine: these clients also take pre-shared keys, proposals by reference and public
// messages, which the engine refuses.
describe("official MLS vectors: a client that follows", () => {
  for (const name of ["passive-client-welcome", "passive-client-handling-commit", "passive-client-random"]) {
    const { missing, note, cases } = vectors<PassiveClient>(name);
    test.skipIf(missing)(`${name}${note}`, async () => {
      for (const vector of cases) await follow(vector);
      expect(cases.length).toBeGreaterThan(0);
    });
  }
});
