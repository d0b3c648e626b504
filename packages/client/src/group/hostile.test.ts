import * as fc from "fast-check";
import {
  createCommit,
  createProposal,
  generateKeyPackageWithKey,
  type ClientState,
  type GroupInfo,
  type MLSMessage,
  type Proposal,
} from "ts-mls";
import { encode } from "ts-mls/codec/tlsEncoder.js";
import { extractWelcomeSecret, ratchetTreeFromExtension, signGroupInfo } from "ts-mls/groupInfo.js";
import { ratchetTreeEncoder, type RatchetTree } from "ts-mls/ratchetTree.js";
import { decryptGroupInfo, decryptGroupSecrets, encryptGroupInfo, encryptGroupSecrets } from "ts-mls/welcome.js";
import { toHex, utf8, WhosecopyError } from "@whosecopy/protocol";
import { describe, expect, test } from "vitest";
import { nodeGroupCrypto } from "../node/mls-crypto.ts";
import { engineContext } from "./engine-context.ts";
import { suite } from "./group-crypto.ts";
import type { GroupState } from "./group-engine.ts";
import { openState } from "./group-state.ts";
import { decodeKeyPackage, decodeSecret } from "./key-package.ts";
import { anaAndBen, groupOf, joinWith, now } from "./testing/people.ts";
import { decodeWire, encodeWire } from "./wire.ts";

const crypto = nodeGroupCrypto();
const context = engineContext({ crypto, authenticate: () => true });
const open = (state: GroupState): ClientState => openState(context, state.slice()).mls;

/** What a damaged or hostile carrier can do to bytes. */
const damage = fc.oneof(
  fc.record({ kind: fc.constant("flip" as const), at: fc.nat(), bit: fc.nat(7) }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat() }),
  fc.record({
    kind: fc.constant("insert" as const),
    at: fc.nat(),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 9 }),
  }),
  fc.record({
    kind: fc.constant("overwrite" as const),
    at: fc.nat(),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 9 }),
  }),
);

function apply(bytes: Uint8Array, harm: typeof damage extends fc.Arbitrary<infer T> ? T : never): Uint8Array {
  const at = harm.at % bytes.length;
  const copy = bytes.slice();
  if (harm.kind === "cut") return copy.subarray(0, at);
  if (harm.kind === "insert") return Uint8Array.of(...copy.subarray(0, at), ...harm.bytes, ...copy.subarray(at));
  if (harm.kind === "flip") copy[at] = (copy[at] ?? 0) ^ (1 << harm.bit);
  else copy.set(harm.bytes.subarray(0, bytes.length - at), at);
  return copy;
}

/** The code that the work is refused with, or what happened instead. */
async function refusalOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "accepted",
    (error: unknown) => (error instanceof WhosecopyError ? error.code : `failed with ${String(error)}`),
  );
}

describe("damaged bytes are refused with our own error, and the state goes on", () => {
  test.each(["message", "commit", "welcome", "key package"])("in a %s", async (what) => {
    const { engine, ana, ben, bundle, welcome, keyPackage } = await anaAndBen();
    const { message } = await engine.encrypt({
      state: ana,
      plaintext: utf8("hello"),
      authenticatedData: utf8("clear"),
    });
    const dan = await keyPackage("dan");
    const { commit } = await engine.commit({ state: ana, add: [dan.keyPackage], nowMs: now });
    const before = ben.slice();
    const whole = { message, commit, welcome: welcome ?? commit, "key package": dan.keyPackage }[what] ?? commit;
    const attempt = (bytes: Uint8Array) => {
      if (what === "welcome") return joinWith(engine, bundle, bytes);
      if (what === "key package") return engine.commit({ state: ben, add: [bytes], nowMs: now });
      return engine.process({ state: ben, message: bytes });
    };
    const property = fc.asyncProperty(damage, async (harm) => {
      const bytes = apply(whole, harm);
      fc.pre(toHex(bytes) !== toHex(whole));
      expect(["group-refused", "message-refused", "key-package-expired"]).toContain(await refusalOf(attempt(bytes)));
    });
    await fc.assert(property, { seed: 9420, numRuns: 250 });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(["group-refused", "message-refused"]).toContain(await refusalOf(attempt(bytes)));
      }),
      { seed: 9420, numRuns: 100 },
    );
    expect(ben).toEqual(before);
    await expect(engine.process({ state: ben, message })).resolves.toHaveProperty("plaintext", utf8("hello"));
    await expect(engine.process({ state: ben, message: commit })).resolves.toHaveProperty("kind", "commit");
  });
});

describe("what a member with other software can send", () => {
  async function fromAna(extraProposals: Proposal[], wireAsPublicMessage = false) {
    const group = await groupOf(["ana", "ben", "chloe"]);
    const state = open(group.stateOf("ana"));
    const made = await createCommit({ state, cipherSuite: crypto }, { extraProposals, wireAsPublicMessage });
    return group.engine.process({ state: group.stateOf("ben"), message: encodeWire(made.commit) });
  }
  const pskNonce = new Uint8Array(32);

  test("a commit as we make them is accepted, so that the refusals below have their reasons", async () => {
    await expect(fromAna([])).resolves.toHaveProperty("kind", "commit");
    await expect(fromAna([{ proposalType: "remove", remove: { removed: 2 } }])).resolves.toHaveProperty("epoch", 2);
  });

  test("a public message is refused", async () => {
    expect(await refusalOf(fromAna([], true))).toBe("message-refused");
  });

  test.each<[string, Proposal]>([
    ["group extensions", { proposalType: "group_context_extensions", groupContextExtensions: { extensions: [] } }],
    ["a kind of its own", { proposalType: 0xf000, proposalData: utf8("x") }],
    [
      "a re-initialisation",
      {
        proposalType: "reinit",
        reinit: { groupId: utf8("next"), version: "mls10", cipherSuite: suite.name, extensions: [] },
      },
    ],
  ])("a commit with %s is refused", async (_, proposal) => {
    expect(await refusalOf(fromAna([proposal]))).toBe("group-refused");
  });

  test("a commit with a pre-shared key is refused", async () => {
    const { engine, ana, ben } = await anaAndBen();
    const preSharedKeyId = { psktype: "external", pskId: utf8("k"), pskNonce } as const;
    const pskIndex = { findPsk: () => utf8("secret") };
    const extraProposals: Proposal[] = [{ proposalType: "psk", psk: { preSharedKeyId } }];
    const made = await createCommit({ state: open(ana), cipherSuite: crypto, pskIndex }, { extraProposals });
    expect(await refusalOf(engine.process({ state: ben, message: encodeWire(made.commit) }))).toBe("group-refused");
  });

  test("a proposal outside a commit is refused, and so is a commit that refers to it", async () => {
    const { engine, ana, ben } = await anaAndBen();
    const removal: Proposal = { proposalType: "remove", remove: { removed: 1 } };
    const proposed = await createProposal(open(ana), false, removal, crypto);
    expect(await refusalOf(engine.process({ state: ben, message: encodeWire(proposed.message) }))).toBe(
      "message-refused",
    );
    expect(await refusalOf(engine.inspectMessage(encodeWire(proposed.message)))).toBe("message-refused");
    const made = await createCommit({ state: proposed.newState, cipherSuite: crypto });
    expect(await refusalOf(engine.process({ state: ben, message: encodeWire(made.commit) }))).toBe("group-refused");
  });

  test("a commit that gives the sender's leaf another identity is refused", async () => {
    const { engine, ana, ben, certified } = await anaAndBen();
    const accepting = { ...open(ana) };
    const [leaf, ...rest] = accepting.ratchetTree;
    if (leaf?.nodeType !== "leaf") throw new Error("no leaf");
    // Certified, so that nothing else is wrong with it.
    certified.set(toHex(leaf.leaf.signaturePublicKey), toHex(utf8("eve")));
    const credential = { credentialType: "basic" as const, identity: utf8("eve") };
    const ratchetTree: RatchetTree = [{ ...leaf, leaf: { ...leaf.leaf, credential } }, ...rest];
    const made = await createCommit({ state: { ...accepting, ratchetTree }, cipherSuite: crypto });
    expect(await refusalOf(engine.process({ state: ben, message: encodeWire(made.commit) }))).toBe("group-refused");
  });

  test("an added leaf with an encryption key that is in the group already is refused", async () => {
    const { engine, ana, ben, certified } = await anaAndBen();
    const mls = open(ana);
    const benLeaf = mls.ratchetTree[2];
    if (benLeaf?.nodeType !== "leaf") throw new Error("no leaf");
    const { publicKey, secretKey } = await engine.generateSignatureKeyPair();
    certified.set(toHex(publicKey), toHex(utf8("dan")));
    let keys = 0;
    const reusing = {
      ...crypto,
      hpke: {
        ...crypto.hpke,
        // The second key pair is the leaf's.
        generateKeyPair: async () => {
          const pair = await crypto.hpke.generateKeyPair();
          keys += 1;
          if (keys === 1) return pair;
          return { ...pair, publicKey: await crypto.hpke.importPublicKey(benLeaf.leaf.hpkePublicKey) };
        },
      },
    };
    const { publicPackage } = await generateKeyPackageWithKey(
      { credentialType: "basic", identity: utf8("dan") },
      benLeaf.leaf.capabilities,
      { notBefore: BigInt(now / 1000 - 60), notAfter: BigInt(now / 1000 + 60) },
      [],
      { publicKey, signKey: secretKey },
      reusing,
    );
    const extraProposals: Proposal[] = [{ proposalType: "add", add: { keyPackage: publicPackage } }];
    const made = await createCommit({ state: mls, cipherSuite: crypto }, { extraProposals });
    expect(await refusalOf(engine.process({ state: ben, message: encodeWire(made.commit) }))).toBe("group-refused");
    const wire: MLSMessage = { version: "mls10", wireformat: "mls_key_package", keyPackage: publicPackage };
    expect(await refusalOf(engine.commit({ state: ben, add: [encodeWire(wire)], nowMs: now }))).toBe("group-refused");
  });
});

describe("a welcome made with other software", () => {
  /** Ben's real welcome with what `change` makes of its GroupInfo, sealed and signed anew by its real signer. */
  async function welcomed(change: (info: GroupInfo, tree: RatchetTree) => Partial<GroupInfo> | RatchetTree) {
    const group = await groupOf(["ana", "ben", "chloe", "dan", "eve"]);
    const { engine, stateOf, keyPackage } = group;
    const bundle = await keyPackage("fay");
    const made = await engine.commit({ state: stateOf("ana"), add: [bundle.keyPackage], remove: [2], nowMs: now });
    const expected = { wireformat: "mls_welcome", maxBytes: 1e6, code: "internal" } as const;
    const { welcome } = decodeWire(made.welcome ?? new Uint8Array(0), expected);
    const kp = decodeKeyPackage(bundle.keyPackage, "internal");
    const keys = decodeSecret(bundle.secret);
    const initKey = await crypto.hpke.importPrivateKey(keys.initPrivateKey);
    const secrets = await decryptGroupSecrets(initKey, bundle.ref, welcome, crypto.hpke);
    if (secrets === undefined) throw new Error("no secrets");
    const noPsk = new Uint8Array(32);
    const info = await decryptGroupInfo(welcome, secrets.joinerSecret, noPsk, crypto);
    if (info === undefined) throw new Error("no group info");
    const tree = ratchetTreeFromExtension(info);
    if (tree === undefined) throw new Error("no tree");
    const changed = change(info, tree);
    const extensionData = (nodes: RatchetTree) => encode(ratchetTreeEncoder)(nodes);
    const altered: GroupInfo = Array.isArray(changed)
      ? { ...info, extensions: [{ extensionType: "ratchet_tree", extensionData: extensionData(changed) }] }
      : { ...info, ...changed };
    const signed = await signGroupInfo(altered, open(stateOf("ana")).signaturePrivateKey, crypto.signature);
    const welcomeSecret = await extractWelcomeSecret(secrets.joinerSecret, noPsk, crypto.kdf);
    const encryptedGroupInfo = await encryptGroupInfo(signed, welcomeSecret, crypto);
    const publicKey = await crypto.hpke.importPublicKey(kp.initKey);
    const { enc, ct } = await encryptGroupSecrets(publicKey, encryptedGroupInfo, secrets, crypto.hpke);
    const resealed = { newMember: bundle.ref, encryptedGroupSecrets: { kemOutput: enc, ciphertext: ct } };
    const bytes = encodeWire({
      version: "mls10",
      wireformat: "mls_welcome",
      welcome: { ...welcome, secrets: [resealed], encryptedGroupInfo },
    });
    return joinWith(engine, bundle, bytes);
  }

  function withUnmerged(tree: RatchetTree, unmergedLeaves: number[]): RatchetTree {
    const at = tree.findIndex((node) => node?.nodeType === "parent");
    const node = tree[at];
    if (node?.nodeType !== "parent") throw new Error("no parent in the tree");
    return tree.with(at, { ...node, parent: { ...node.parent, unmergedLeaves } });
  }

  test("is accepted unaltered, so that the refusals below have their reasons", async () => {
    await expect(welcomed(() => ({}))).resolves.toHaveProperty("epoch", 2);
  });

  test.each([[[4_000_000_000]], [[9]], [[1, 0]], [[0, 0]]])(
    "with unmerged leaves %j is refused, soon",
    async (leaves) => {
      expect(await refusalOf(welcomed((_, tree) => withUnmerged(tree, leaves)))).toBe("group-refused");
    },
  );

  test("with a blanked or exchanged node, a leaf twice, or no tree is refused", async () => {
    expect(await refusalOf(welcomed((_, tree) => tree.with(2, undefined)))).toBe("group-refused");
    expect(await refusalOf(welcomed((_, tree) => tree.with(2, tree[4])))).toBe("group-refused");
    expect(await refusalOf(welcomed((_, tree) => tree.with(1, tree[0])))).toBe("group-refused");
    expect(
      await refusalOf(welcomed((_, tree) => [...tree, ...Array.from({ length: 8000 }, () => undefined), tree[0]])),
    ).toBe("group-refused");
    expect(await refusalOf(welcomed(() => ({ extensions: [] })))).toBe("group-refused");
  });

  test("with another signer, epoch, confirmation, or with group extensions is refused", async () => {
    expect(await refusalOf(welcomed(() => ({ signer: 1 })))).toBe("group-refused");
    expect(await refusalOf(welcomed(() => ({ signer: 77 })))).toBe("group-refused");
    expect(await refusalOf(welcomed(() => ({ confirmationTag: new Uint8Array(32) })))).toBe("group-refused");
    const inContext = (more: Partial<GroupInfo["groupContext"]>) =>
      welcomed((info) => ({ groupContext: { ...info.groupContext, ...more } }));
    expect(await refusalOf(inContext({ epoch: 2n ** 60n }))).toBe("group-refused");
    expect(await refusalOf(inContext({ epoch: 1n }))).toBe("group-refused");
    expect(await refusalOf(inContext({ groupId: utf8("other") }))).toBe("group-refused");
    const extension = { extensionType: "external_senders", extensionData: new Uint8Array(0) } as const;
    expect(await refusalOf(inContext({ extensions: [extension] }))).toBe("group-refused");
  });
});
