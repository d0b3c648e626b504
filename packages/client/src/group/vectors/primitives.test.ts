import type { GroupContext } from "ts-mls";
import { decodeAuthenticatedContent } from "ts-mls/authenticatedContent.js";
import { determineLength } from "ts-mls/codec/variableLength.js";
import { refhash } from "ts-mls/crypto/hash.js";
import { decryptWithLabel, encryptWithLabel } from "ts-mls/crypto/hpke.js";
import { deriveSecret, deriveTreeSecret, expandWithLabel } from "ts-mls/crypto/kdf.js";
import { signWithLabel, verifyWithLabel } from "ts-mls/crypto/signature.js";
import { verifyConfirmationTag } from "ts-mls/framedContent.js";
import { encodeGroupContext, extractJoinerSecret } from "ts-mls/groupContext.js";
import { initializeEpoch, mlsExporter } from "ts-mls/keySchedule.js";
import { computePskSecret } from "ts-mls/presharedkey.js";
import { createSecretTree, ratchetToGeneration } from "ts-mls/secretTree.js";
import { expandSenderDataKey, expandSenderDataNonce, type ReuseGuard } from "ts-mls/sender.js";
import { createConfirmedHash, createInterimHash } from "ts-mls/transcriptHash.js";
import { left, nodeWidth, parent, right, root, sibling, toNodeIndex } from "ts-mls/treemath.js";
import { describe, expect, test } from "vitest";
import { webGroupCrypto } from "../group-crypto.ts";
import { context, crypto, decodeHex, hex, vectors } from "../testing/vectors.ts";

describe("official MLS vectors: primitives and key schedule", () => {
  type Nodes = (number | null)[];
  const treeMath = vectors<{
    n_leaves: number;
    n_nodes: number;
    root: number;
    left: Nodes;
    right: Nodes;
    parent: Nodes;
    sibling: Nodes;
  }>("tree-math");
  test.skipIf(treeMath.missing)(`tree-math${treeMath.note}`, () => {
    for (const { n_leaves: leaves, ...expected } of treeMath.cases) {
      expect(nodeWidth(leaves)).toBe(expected.n_nodes);
      expect(root(leaves)).toBe(expected.root);
      const relations = {
        left: (node: number) => left(toNodeIndex(node)),
        right: (node: number) => right(toNodeIndex(node)),
        parent: (node: number) => parent(toNodeIndex(node), leaves),
        sibling: (node: number) => sibling(toNodeIndex(node), leaves),
      };
      for (const [name, of] of Object.entries(relations)) {
        const wanted = expected[name as keyof typeof relations];
        const found = wanted.map((node, index) => (node === null ? null : of(index)));
        expect(found).toEqual(wanted);
      }
    }
  });

  const deserialization = vectors<{ vlbytes_header: string; length: number }>("deserialization");
  test.skipIf(deserialization.missing)(`deserialization${deserialization.note}`, () => {
    for (const { vlbytes_header: header, length } of deserialization.cases) {
      expect(determineLength(hex(header))).toEqual({ length, lengthFieldSize: header.length / 2 });
    }
  });

  type Labeled = { label: string; secret: string; out: string };
  const basics = vectors<{
    ref_hash: { label: string; value: string; out: string };
    expand_with_label: Labeled & { context: string; length: number };
    derive_secret: Labeled;
    derive_tree_secret: Labeled & { generation: number; length: number };
    sign_with_label: { priv: string; pub: string; label: string; content: string; signature: string };
    encrypt_with_label: Record<
      "priv" | "pub" | "label" | "context" | "plaintext" | "kem_output" | "ciphertext",
      string
    >;
  }>("crypto-basics");
  test.skipIf(basics.missing).each(["Node", "the web"])(`crypto-basics in %s${basics.note}`, async (runtime) => {
    const { hash, kdf, signature, hpke } = runtime === "Node" ? crypto : await webGroupCrypto();
    for (const vector of basics.cases) {
      const { ref_hash: ref, expand_with_label: expand, derive_secret: derive, derive_tree_secret: tree } = vector;
      expect(await refhash(ref.label, hex(ref.value), hash)).toEqual(hex(ref.out));
      const expanded = expandWithLabel(hex(expand.secret), expand.label, hex(expand.context), expand.length, kdf);
      expect(await expanded).toEqual(hex(expand.out));
      expect(await deriveSecret(hex(derive.secret), derive.label, kdf)).toEqual(hex(derive.out));
      const leaf = deriveTreeSecret(hex(tree.secret), tree.label, tree.generation, tree.length, kdf);
      expect(await leaf).toEqual(hex(tree.out));
      const sign = vector.sign_with_label;
      const holds = (signed: Uint8Array) =>
        verifyWithLabel(hex(sign.pub), sign.label, hex(sign.content), signed, signature);
      expect(await holds(hex(sign.signature))).toBe(true);
      expect(await holds(await signWithLabel(hex(sign.priv), sign.label, hex(sign.content), signature))).toBe(true);
      const sealed = vector.encrypt_with_label;
      const key = await hpke.importPrivateKey(hex(sealed.priv));
      const open = (enc: Uint8Array, ct: Uint8Array) =>
        decryptWithLabel(key, sealed.label, hex(sealed.context), enc, ct, hpke);
      expect(await open(hex(sealed.kem_output), hex(sealed.ciphertext))).toEqual(hex(sealed.plaintext));
      const pub = await hpke.importPublicKey(hex(sealed.pub));
      const again = await encryptWithLabel(pub, sealed.label, hex(sealed.context), hex(sealed.plaintext), hpke);
      expect(await open(again.enc, again.ct)).toEqual(hex(sealed.plaintext));
    }
  });

  type Generation = { generation: number } & Record<`${"application" | "handshake"}_${"key" | "nonce"}`, string>;
  const secretTree = vectors<{
    encryption_secret: string;
    sender_data: { sender_data_secret: string; ciphertext: string; key: string; nonce: string };
    leaves: Generation[][];
  }>("secret-tree");
  test.skipIf(secretTree.missing)(`secret-tree${secretTree.note}`, async () => {
    const config = { ...context.config.keyRetentionConfig, maximumForwardRatchetSteps: 1000 };
    for (const { encryption_secret: secret, sender_data: data, leaves } of secretTree.cases) {
      const args = [crypto, hex(data.sender_data_secret), hex(data.ciphertext)] as const;
      expect(await expandSenderDataKey(...args)).toEqual(hex(data.key));
      expect(await expandSenderDataNonce(...args)).toEqual(hex(data.nonce));
      const tree = await createSecretTree(leaves.length, hex(secret), crypto.kdf);
      for (const [leafIndex, generations] of leaves.entries()) {
        for (const wanted of generations) {
          // A guard of zeros leaves the nonce as it is.
          const sender = { leafIndex, generation: wanted.generation, reuseGuard: new Uint8Array(4) as ReuseGuard };
          const application = await ratchetToGeneration(tree, sender, "application", config, crypto);
          expect(application.key).toEqual(hex(wanted.application_key));
          expect(application.nonce).toEqual(hex(wanted.application_nonce));
          const handshake = await ratchetToGeneration(tree, sender, "commit", config, crypto);
          expect(handshake.key).toEqual(hex(wanted.handshake_key));
          expect(handshake.nonce).toEqual(hex(wanted.handshake_nonce));
        }
      }
    }
  });

  type Epoch = Record<
    | "commit_secret"
    | "psk_secret"
    | "tree_hash"
    | "confirmed_transcript_hash"
    | "group_context"
    | "joiner_secret"
    | "welcome_secret"
    | "init_secret"
    | "sender_data_secret"
    | "encryption_secret"
    | "exporter_secret"
    | "epoch_authenticator"
    | "external_secret"
    | "confirmation_key"
    | "membership_key"
    | "resumption_psk"
    | "external_pub",
    string
  > & { exporter: { label: string; context: string; length: number; secret: string } };
  const keySchedule = vectors<{ group_id: string; initial_init_secret: string; epochs: Epoch[] }>("key-schedule");
  test.skipIf(keySchedule.missing)(`key-schedule${keySchedule.note}`, async () => {
    for (const { group_id: groupId, initial_init_secret: initial, epochs } of keySchedule.cases) {
      let initSecret = hex(initial);
      for (const [epoch, wanted] of epochs.entries()) {
        const groupContext: GroupContext = {
          version: "mls10",
          cipherSuite: crypto.name,
          groupId: hex(groupId),
          epoch: BigInt(epoch),
          treeHash: hex(wanted.tree_hash),
          confirmedTranscriptHash: hex(wanted.confirmed_transcript_hash),
          extensions: [],
        };
        expect(encodeGroupContext(groupContext)).toEqual(hex(wanted.group_context));
        const commitSecret = hex(wanted.commit_secret);
        const joiner = await extractJoinerSecret(groupContext, initSecret, commitSecret, crypto.kdf);
        expect(joiner).toEqual(hex(wanted.joiner_secret));
        const psk = hex(wanted.psk_secret);
        const found = await initializeEpoch(initSecret, commitSecret, groupContext, psk, crypto.kdf);
        expect(found.welcomeSecret).toEqual(hex(wanted.welcome_secret));
        expect(found.encryptionSecret).toEqual(hex(wanted.encryption_secret));
        expect(found.keySchedule).toEqual({
          initSecret: hex(wanted.init_secret),
          senderDataSecret: hex(wanted.sender_data_secret),
          exporterSecret: hex(wanted.exporter_secret),
          epochAuthenticator: hex(wanted.epoch_authenticator),
          externalSecret: hex(wanted.external_secret),
          confirmationKey: hex(wanted.confirmation_key),
          membershipKey: hex(wanted.membership_key),
          resumptionPsk: hex(wanted.resumption_psk),
        });
        const { label, context: use, length, secret } = wanted.exporter;
        const exported = await mlsExporter(found.keySchedule.exporterSecret, label, hex(use), length, crypto);
        expect(exported).toEqual(hex(secret));
        const external = await crypto.hpke.deriveKeyPair(found.keySchedule.externalSecret);
        expect(await crypto.hpke.exportPublicKey(external.publicKey)).toEqual(hex(wanted.external_pub));
        initSecret = found.keySchedule.initSecret;
      }
    }
  });

  const transcript =
    vectors<
      Record<
        | "confirmation_key"
        | "authenticated_content"
        | "interim_transcript_hash_before"
        | "confirmed_transcript_hash_after"
        | "interim_transcript_hash_after",
        string
      >
    >("transcript-hashes");
  test.skipIf(transcript.missing)(`transcript-hashes${transcript.note}`, async () => {
    for (const vector of transcript.cases) {
      const { content, auth, wireformat } = decodeHex(decodeAuthenticatedContent, vector.authenticated_content);
      if (content.contentType !== "commit" || auth.contentType !== "commit") throw new Error("not a commit");
      const input = { wireformat, content, signature: auth.signature };
      const confirmed = await createConfirmedHash(hex(vector.interim_transcript_hash_before), input, crypto.hash);
      expect(confirmed).toEqual(hex(vector.confirmed_transcript_hash_after));
      const interim = await createInterimHash(confirmed, auth.confirmationTag, crypto.hash);
      expect(interim).toEqual(hex(vector.interim_transcript_hash_after));
      const key = hex(vector.confirmation_key);
      expect(await verifyConfirmationTag(key, auth.confirmationTag, confirmed, crypto.hash)).toBe(true);
    }
  });

  const psks = vectors<{ psks: Record<"psk_id" | "psk" | "psk_nonce", string>[]; psk_secret: string }>("psk_secret");
  test.skipIf(psks.missing)(`psk_secret${psks.note}`, async () => {
    for (const vector of psks.cases) {
      const secrets = vector.psks.map((entry): Parameters<typeof computePskSecret>[0][number] => [
        { psktype: "external", pskId: hex(entry.psk_id), pskNonce: hex(entry.psk_nonce) },
        hex(entry.psk),
      ]);
      expect(await computePskSecret(secrets, crypto)).toEqual(hex(vector.psk_secret));
    }
  });
});
