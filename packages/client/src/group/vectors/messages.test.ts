import { decodeMlsMessage, encodeMlsMessage, type GroupContext, type MLSMessage } from "ts-mls";
import { decodeCommit, encodeCommit } from "ts-mls/commit.js";
import type { Decoder } from "ts-mls/codec/tlsDecoder.js";
import type { Encoder } from "ts-mls/codec/tlsEncoder.js";
import { verifyGroupInfoConfirmationTag, verifyGroupInfoSignature } from "ts-mls/groupInfo.js";
import { decodeGroupSecrets, encodeGroupSecrets } from "ts-mls/groupSecrets.js";
import { makeKeyPackageRef } from "ts-mls/keyPackage.js";
import { protectApplicationData, protectProposal, unprotectPrivateMessage } from "ts-mls/messageProtection.js";
import { unprotectPublicMessage } from "ts-mls/messageProtectionPublic.js";
import * as proposals from "ts-mls/proposal.js";
import { decodeRatchetTree, encodeRatchetTree } from "ts-mls/ratchetTree.js";
import { createSecretTree } from "ts-mls/secretTree.js";
import { decryptGroupInfo, decryptGroupSecrets } from "ts-mls/welcome.js";
import { describe, expect, test } from "vitest";
import { context, crypto, decodeHex, hex, vectors } from "../testing/vectors.ts";

function wire<F extends MLSMessage["wireformat"]>(text: string, wireformat: F) {
  const message = decodeHex(decodeMlsMessage, text);
  if (message.wireformat !== wireformat) throw new Error(message.wireformat);
  return message as Extract<MLSMessage, { wireformat: F }>;
}

/** The value read and written again gives the same bytes. */
function again<T>(decode: Decoder<T>, encode: Encoder<T>) {
  return (text: string) => encode(decodeHex(decode, text));
}

describe("official MLS vectors: messages", () => {
  const mlsMessage = again(decodeMlsMessage, encodeMlsMessage);
  const codecs = {
    mls_welcome: mlsMessage,
    mls_group_info: mlsMessage,
    mls_key_package: mlsMessage,
    ratchet_tree: again(decodeRatchetTree, encodeRatchetTree),
    group_secrets: again(decodeGroupSecrets, encodeGroupSecrets),
    add_proposal: again(proposals.decodeAdd, proposals.encodeAdd),
    update_proposal: again(proposals.decodeUpdate, proposals.encodeUpdate),
    remove_proposal: again(proposals.decodeRemove, proposals.encodeRemove),
    pre_shared_key_proposal: again(proposals.decodePSK, proposals.encodePSK),
    re_init_proposal: again(proposals.decodeReinit, proposals.encodeReinit),
    external_init_proposal: again(proposals.decodeExternalInit, proposals.encodeExternalInit),
    group_context_extensions_proposal: again(
      proposals.decodeGroupContextExtensions,
      proposals.encodeGroupContextExtensions,
    ),
    commit: again(decodeCommit, encodeCommit),
    public_message_application: mlsMessage,
    public_message_proposal: mlsMessage,
    public_message_commit: mlsMessage,
    private_message: mlsMessage,
  };
  const messages = vectors<Record<keyof typeof codecs, string>>("messages");
  test.skipIf(messages.missing)(`messages${messages.note}`, () => {
    for (const vector of messages.cases) {
      for (const [name, codec] of Object.entries(codecs)) {
        const text = vector[name as keyof typeof codecs];
        expect(Buffer.from(codec(text)).toString("hex")).toBe(text);
      }
    }
  });

  const welcomes = vectors<Record<"init_priv" | "key_package" | "signer_pub" | "welcome", string>>("welcome");
  test.skipIf(welcomes.missing)(`welcome${welcomes.note}`, async () => {
    for (const vector of welcomes.cases) {
      const { keyPackage } = wire(vector.key_package, "mls_key_package");
      const { welcome } = wire(vector.welcome, "mls_welcome");
      const ref = await makeKeyPackageRef(keyPackage, crypto.hash);
      const key = await crypto.hpke.importPrivateKey(hex(vector.init_priv));
      const secrets = await decryptGroupSecrets(key, ref, welcome, crypto.hpke);
      if (secrets === undefined) throw new Error("no secrets");
      const noPsk = new Uint8Array(32);
      const info = await decryptGroupInfo(welcome, secrets.joinerSecret, noPsk, crypto);
      if (info === undefined) throw new Error("no group info");
      expect(await verifyGroupInfoSignature(info, hex(vector.signer_pub), crypto.signature)).toBe(true);
      expect(await verifyGroupInfoConfirmationTag(info, secrets.joinerSecret, noPsk, crypto)).toBe(true);
    }
  });

  const protection = vectors<
    Record<
      | "group_id"
      | "tree_hash"
      | "confirmed_transcript_hash"
      | "signature_priv"
      | "signature_pub"
      | "encryption_secret"
      | "sender_data_secret"
      | "membership_key"
      | "proposal"
      | "proposal_priv"
      | "proposal_pub"
      | "commit"
      | "commit_priv"
      | "commit_pub"
      | "application"
      | "application_priv",
      string
    > & { epoch: number }
  >("message-protection");
  test.skipIf(protection.missing)(`message-protection${protection.note}`, async () => {
    for (const vector of protection.cases) {
      const groupContext: GroupContext = {
        version: "mls10",
        cipherSuite: crypto.name,
        groupId: hex(vector.group_id),
        epoch: BigInt(vector.epoch),
        treeHash: hex(vector.tree_hash),
        confirmedTranscriptHash: hex(vector.confirmed_transcript_hash),
        extensions: [],
      };
      const [signKey, verifyKey] = [hex(vector.signature_priv), hex(vector.signature_pub)];
      const senderDataSecret = hex(vector.sender_data_secret);
      const secretTree = await createSecretTree(2, hex(vector.encryption_secret), crypto.kdf);
      const { paddingConfig } = context.config;
      const open = async (message: ReturnType<typeof privateOf>) => {
        const opened = unprotectPrivateMessage(
          senderDataSecret,
          message,
          secretTree,
          [],
          groupContext,
          context.config.keyRetentionConfig,
          crypto,
          verifyKey,
        );
        return (await opened).content.content;
      };
      const openPublic = async (text: string) => {
        const { publicMessage } = wire(text, "mls_public_message");
        const membershipKey = hex(vector.membership_key);
        return (await unprotectPublicMessage(membershipKey, groupContext, [], publicMessage, crypto, verifyKey))
          .content;
      };
      const proposal = decodeHex(proposals.decodeProposal, vector.proposal);
      const commit = decodeHex(decodeCommit, vector.commit);
      const application = hex(vector.application);
      expect(await open(privateOf(vector.proposal_priv))).toMatchObject({ contentType: "proposal", proposal });
      expect(await open(privateOf(vector.commit_priv))).toMatchObject({ contentType: "commit", commit });
      const opened = await open(privateOf(vector.application_priv));
      expect(opened).toMatchObject({ contentType: "application", applicationData: application });
      expect(await openPublic(vector.proposal_pub)).toMatchObject({ contentType: "proposal", proposal });
      expect(await openPublic(vector.commit_pub)).toMatchObject({ contentType: "commit", commit });

      const data = new Uint8Array(0);
      const made = await protectApplicationData(
        signKey,
        senderDataSecret,
        application,
        data,
        groupContext,
        secretTree,
        1,
        paddingConfig,
        crypto,
      );
      expect(await open(made.privateMessage)).toMatchObject({ applicationData: application });
      const proposed = await protectProposal(
        signKey,
        senderDataSecret,
        proposal,
        data,
        groupContext,
        secretTree,
        1,
        paddingConfig,
        crypto,
      );
      expect(await open(proposed.privateMessage)).toMatchObject({ proposal });
    }
  });
});

function privateOf(text: string) {
  return wire(text, "mls_private_message").privateMessage;
}
