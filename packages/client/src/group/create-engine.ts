import { mlsExporter } from "ts-mls";
import { concatBytes, utf8 } from "@whosecopy/protocol";
import { acceptCommit, commit } from "./commit.ts";
import { createGroup } from "./create-group.ts";
import { encrypt } from "./encrypt.ts";
import { engineContext } from "./engine-context.ts";
import type { GroupCrypto } from "./group-crypto.ts";
import type { Authenticate, GroupEngine, GroupState, Retention } from "./group-engine.ts";
import { openPast, openState, peekState, withState, type OpenState } from "./group-state.ts";
import { join, welcomedRefs } from "./join.ts";
import { createKeyPackage, inspectKeyPackage } from "./key-package.ts";
import { membersOf } from "./members.ts";
import { decodePrivateMessage, processMessage } from "./process.ts";
import { refusal, refusing } from "./refusal.ts";

/**
 * The engine over one suite. `crypto`: `nodeGroupCrypto()` or `await webGroupCrypto()`; `retention` as far as it differs from
 * the defaults ("bad-input" when out of range).
 */
export function createGroupEngine(params: {
  crypto: GroupCrypto;
  authenticate: Authenticate;
  retention?: Partial<Retention>;
}): GroupEngine {
  const context = engineContext(params);
  const { crypto } = context;
  const read = <T>(state: GroupState, from: (open: OpenState) => T): T => {
    const copy: Uint8Array = state.slice();
    try {
      return from(openState(context, copy));
    } finally {
      copy.fill(0);
    }
  };
  return {
    generateSignatureKeyPair: async () => {
      const { publicKey, signKey } = await crypto.signature.keygen();
      // WebCrypto exports PKCS #8, whose last 32 bytes are the key.
      return { publicKey: publicKey.slice(), secretKey: signKey.slice(-32) };
    },
    createKeyPackage: (params) =>
      refusing("internal", "the key package cannot be made", () => createKeyPackage(context, params)),
    inspectKeyPackage: (params) =>
      refusing("group-refused", "the key package cannot be used", () => inspectKeyPackage(context, params)),
    createGroup: (params) => refusing("internal", "the group cannot be made", () => createGroup(context, params)),
    commit: (params) => refusing("group-refused", "the commit cannot be made", async () => commit(context, params)),
    acceptCommit: (params) => acceptCommit(context, params),
    join: (params) => refusing("group-refused", "the welcome cannot be used", () => join(context, params)),
    welcomedRefs: (welcome) => refusing("group-refused", "not a welcome", async () => welcomedRefs(welcome)),
    encrypt: (params) => refusing("internal", "the message cannot be encrypted", async () => encrypt(context, params)),
    process: ({ state, message }) =>
      refusing("message-refused", "not a message of this group", async () => {
        const decoded = decodePrivateMessage(message);
        const isCommit = decoded.contentType === "commit";
        return refusing(
          isCommit ? "group-refused" : "message-refused",
          isCommit ? "the commit does not hold" : "the message is altered, replayed or too late",
          () => processMessage(context, { state, message: decoded, bytes: message }),
        );
      }),
    inspectMessage: (message) =>
      refusing("message-refused", "not a message of a group", async () => {
        const { groupId, epoch, contentType } = decodePrivateMessage(message);
        if (contentType === "proposal") throw refusal("message-refused", "proposals come inside commits only");
        return { groupId, epoch: Number(epoch), kind: contentType };
      }),
    members: (state) => read(state, ({ mls }) => membersOf(mls.ratchetTree)),
    ownLeafIndex: (state) => read(state, ({ mls }) => mls.privatePath.leafIndex),
    groupId: (state) => peekState(state).groupId,
    epoch: (state) => peekState(state).epoch,
    epochAuthenticator: (state) => read(state, ({ mls }) => mls.keySchedule.epochAuthenticator.slice()),
    exportSecret: ({ state, label, context: use, lengthBytes }) => {
      if (!Number.isInteger(lengthBytes) || lengthBytes < 1 || lengthBytes > 8160) {
        throw refusal("bad-input", "an exported secret has 1 to 8,160 bytes");
      }
      return withState(context, state, ({ mls }) =>
        mlsExporter(mls.keySchedule.exporterSecret, label, use, lengthBytes, crypto),
      );
    },
    stateMark: async (state) => ({
      counter: peekState(state).counter,
      fingerprint: await crypto.hash.digest(concatBytes(utf8("marked-media/1/group-state\0"), state)),
    }),
    loadState: (bytes) => {
      const state = bytes.slice() as GroupState;
      read(state, (open) => {
        for (const epoch of open.past.keys()) openPast(open, epoch);
      });
      return state;
    },
  };
}
