import {
  asSecret,
  deriveCopyKey,
  digest,
  hostShareCommitment,
  sealBundle,
  sealEnvelope,
  signStatement,
} from "@whosecopy/crypto";
import {
  type CopyCore,
  type CopyStatement,
  encodeCanonical,
  type Policy,
  signedToJson,
  toBase64url,
  toId16,
  toId32,
  WhosecopyError,
} from "@whosecopy/protocol";
import { freshAccountOf } from "../account/directory.ts";
import type { Self } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import type { IssuedCopy } from "./attachments.ts";
import type { CopyContent } from "./copy-content.ts";
import { pairFor } from "./pairs.ts";

/**
 * Makes one person's copy (protocol 3.4): fresh shares, the signed statement, an envelope for each of their devices. It is
 * stored before it is handed to the host.
 *
 * @throws WhosecopyError "key-package-expired" when none of the person's devices has a copy prekey
 */
export async function issueCopy(
  context: ClientContext,
  params: {
    readonly self: Self;
    readonly attId: Uint8Array;
    readonly acct: Uint8Array;
    readonly conversation: Uint8Array;
    readonly epoch: number;
    readonly policy: Policy;
    readonly content: CopyContent;
  },
): Promise<IssuedCopy> {
  const { self, attId, acct, content, policy } = params;
  const account = await freshAccountOf(context, acct);
  if (account.prekeys.length === 0) throw new WhosecopyError("key-package-expired", "no device has a copy prekey");
  const copyId = context.random.bytes(16);
  const sender = asSecret<"sender-share">(context.random.bytes(32));
  const host = asSecret<"host-share">(context.random.bytes(32));
  const { bundle, wordCommitment } = content.forPerson(acct);
  const core: CopyCore = {
    v: 1,
    att_id: attId,
    copy_id: copyId,
    conv_id: params.conversation,
    mls_epoch: params.epoch,
    sender: { acct: self.acct, device: self.device, chain_version: self.chainVersion },
    audience: { kind: "account", acct },
    share_hosts: [{ origin: self.origin, host_key: self.hostKey }],
    form: content.form,
    mosaic_root: content.mosaicRoot,
    law_com: content.lawCommitment,
    word_com: wordCommitment,
    host_share_com: hostShareCommitment({ copyId, hostShare: host }),
    policy,
    parent: null,
    via: null,
    depth: 0,
    issued_at: context.clock.nowMs(),
  };
  const coreBytes = encodeCanonical(core);
  const coreDigest = digest("core", coreBytes);
  const copyKey = deriveCopyKey({ copyId, senderShare: sender, hostShare: host, coreDigest });
  const sealed = sealBundle({ copyKey, coreDigest, bundle, aead: context.primitives.aead });
  const statement = signStatement({
    type: "copy",
    value: { core: coreBytes, bundle_digest: context.primitives.sha256(sealed) } satisfies CopyStatement,
    secretKey: self.deviceSecret,
    signatures: context.signatures,
  });
  const envelopes = [];
  for (const prekey of account.prekeys) {
    const pair = await pairFor(context, { senderDevice: self.device, prekey });
    const envelope = sealEnvelope({
      pairSecret: pair.secret,
      copyId,
      device: prekey.device,
      coreDigest,
      suite: pair.suite,
      senderShare: sender,
    });
    const { suite, cpkId, id, enc } = pair;
    envelopes.push({ device: prekey.device, suite, cpkId, pair: id, enc, sealed: envelope });
  }
  return {
    copyId,
    acct,
    conversation: params.conversation,
    statement,
    coreDigest,
    statementDigest: digest("copy", statement.body),
    shares: { sender, host },
    envelopes,
    takenBackAtMs: null,
  };
}

/** A copy that the host has not acknowledged, as it is handed over: the same bytes however often. */
export function copyForHost(context: ClientContext, copy: IssuedCopy, content: CopyContent) {
  if (copy.shares === null) throw new WhosecopyError("internal", "the host has this copy already");
  const senderShare = asSecret<"sender-share">(copy.shares.sender);
  const hostShare = asSecret<"host-share">(copy.shares.host);
  const { copyId, coreDigest } = copy;
  const copyKey = deriveCopyKey({ copyId, senderShare, hostShare, coreDigest });
  const { bundle } = content.forPerson(copy.acct);
  return {
    copy: {
      statement: signedToJson(copy.statement),
      bundle: toBase64url(sealBundle({ copyKey, coreDigest, bundle, aead: context.primitives.aead })),
      hostShare: toId32(copy.shares.host),
      envelopes: copy.envelopes.map((each) => ({
        device: toId32(each.device),
        suite: each.suite,
        cpkId: toId16(each.cpkId),
        pair: toId32(each.pair),
        sealed: toBase64url(each.sealed),
      })),
    },
    pairs: copy.envelopes.map(({ pair, enc }) => ({ id: toId32(pair), enc: toBase64url(enc) })),
  };
}
