import {
  asSecret,
  digest,
  peekCopyCore,
  sealOpenResponse,
  sha256,
  signStatement,
  systemRandom,
} from "@whosecopy/crypto";
import {
  blobChunkBytes,
  concatBytes,
  type ErrorCode,
  jsonBytes,
  OpenConfirm,
  OpenRequest,
  readStatement,
  type RouteAnswer,
  type RouteInput,
  type Routes,
  signedFromJson,
  signedToJson,
  TakeBack,
  toBase64url,
  toId16,
  toId32,
  WhosecopyError,
} from "@whosecopy/protocol";
import { accountById } from "./fake-accounts.ts";
import { type FakeBlob, type FakeCaller, type FakeCopy, type FakeState, mailTo } from "./fake-state.ts";

type In<Name extends keyof Routes> = RouteInput<Routes[Name]>;
type Out<Name extends keyof Routes> = RouteAnswer<Routes[Name]>;

function blobOf(state: FakeState, attachment: string): FakeBlob {
  const blob = state.blobs.get(attachment);
  if (blob === undefined) throw new WhosecopyError("not-found", "no such blob");
  return blob;
}

function copyOf(state: FakeState, id: string): FakeCopy {
  const copy = state.copies.get(id);
  if (copy === undefined) throw new WhosecopyError("not-found", "no such copy");
  return copy;
}

function blobState(attachment: string, blob: FakeBlob): Out<"getBlob"> {
  const count = Math.ceil(blob.sizeBytes / blobChunkBytes);
  const missing = Array.from({ length: count }, (_, n) => n).filter((n) => !blob.chunks.has(n));
  const { sizeBytes, complete } = blob;
  return { attachment, sizeBytes, chunkBytes: blobChunkBytes, complete, missing } as Out<"getBlob">;
}

const refusals: Partial<Record<FakeCopy["state"], ErrorCode>> = {
  "taken-back": "taken-back",
  expired: "expired",
  closed: "not-a-member",
};

function requireOpenable(state: FakeState, copy: FakeCopy): void {
  const { policy } = peekCopyCore(signedFromJson(copy.statement));
  if (policy.not_after !== null && policy.not_after <= state.nowMs()) copy.state = "expired";
  const code = refusals[copy.state];
  if (code !== undefined) throw new WhosecopyError(code, "closed");
}

export const fakeCopies = {
  createBlob: (state: FakeState, { body }: In<"createBlob">, caller: FakeCaller): Out<"createBlob"> => {
    const { attachment, sizeBytes, digest: sum } = body;
    const known = state.blobs.get(attachment);
    const blob = known ?? { owner: caller.acct, sizeBytes, digest: sum, chunks: new Map(), complete: false };
    state.blobs.set(attachment, blob);
    return blobState(attachment, blob);
  },

  putChunk: (state: FakeState, { params, body }: In<"putChunk">): Out<"putChunk"> => {
    const blob = blobOf(state, params.attachment);
    blob.chunks.set(Number(params.n), body.slice());
    return { missing: blobState(params.attachment, blob).missing.length };
  },

  finishBlob: (state: FakeState, { params }: In<"finishBlob">): Out<"finishBlob"> => {
    const blob = blobOf(state, params.attachment);
    const whole = concatBytes(...[...blob.chunks].sort(([a], [b]) => a - b).map(([, chunk]) => chunk));
    if (toBase64url(sha256(whole)) !== blob.digest) throw new WhosecopyError("chunk-mismatch", "another digest");
    blob.complete = true;
    return blobState(params.attachment, blob);
  },

  getChunk: (state: FakeState, { params }: In<"getChunk">): Uint8Array => {
    const chunk = blobOf(state, params.attachment).chunks.get(Number(params.n));
    if (chunk === undefined) throw new WhosecopyError("not-found", "no such chunk");
    return chunk;
  },

  addCopies: (state: FakeState, { params, body }: In<"addCopies">, caller: FakeCaller): Out<"addCopies"> => {
    const pairs = new Map<string, string>(body.pairs.map(({ id, enc }) => [id, enc]));
    const leaves = body.copies.map((each) => {
      const core = peekCopyCore(signedFromJson(each.statement));
      if (core.audience.kind !== "account") throw new WhosecopyError("bad-request", "accounts only");
      const copy = toId16(core.copy_id);
      const known = state.copies.get(copy);
      if (known !== undefined && (known.statement.body !== each.statement.body || known.bundle !== each.bundle)) {
        throw new WhosecopyError("copy-exists", "other bytes under the same copy id");
      }
      if (known === undefined) {
        state.copies.set(copy, {
          copy,
          attachment: params.attachment,
          owner: caller.acct,
          holder: toId32(core.audience.acct),
          ...each,
          pairs,
          state: "sent",
          takenBackAt: null,
          opens: [],
        });
      }
      return { copy, leaf: toId32(new Uint8Array(32)) };
    });
    return { leaves };
  },

  getCopy: (state: FakeState, { params }: In<"getCopy">, caller: FakeCaller): Out<"getCopy"> => {
    const copy = copyOf(state, params.copy);
    if (copy.holder !== caller.acct) throw new WhosecopyError("not-yours", "somebody else's");
    requireOpenable(state, copy);
    const envelope = copy.envelopes.find(({ device }) => device === caller.device) ?? null;
    const enc = envelope === null ? undefined : copy.pairs.get(envelope.pair);
    return {
      statement: copy.statement,
      bundle: copy.bundle,
      envelope,
      pair: envelope === null || enc === undefined ? null : { id: envelope.pair, enc },
      blobBytes: state.blobs.get(copy.attachment)?.sizeBytes ?? null,
      state: copy.state,
      opensUsed: copy.opens.length,
    } as Out<"getCopy">;
  },

  open: async (state: FakeState, { params, body }: In<"open">): Promise<Out<"open">> => {
    const copy = copyOf(state, params.copy);
    const statement = signedFromJson(body.request);
    const request = readStatement(OpenRequest, statement.body);
    const openId = toId16(request.open_id);
    requireOpenable(state, copy);
    let open = copy.opens.find((each) => each.openId === openId);
    if (open !== undefined && open.request.body !== body.request.body) {
      throw new WhosecopyError("bad-request", "another request under the same open id");
    }
    if (open === undefined) {
      const { policy } = peekCopyCore(signedFromJson(copy.statement));
      if (policy.opens !== null && copy.opens.length >= policy.opens) {
        throw new WhosecopyError("opens-used-up", "all used");
      }
      const n = copy.opens.length + 1;
      open = { openId, request: body.request, n, receipt: body.receipt, confirmed: null };
      copy.opens.push(open);
      copy.state = "released";
      const mail = { attachment: copy.attachment, copy: copy.copy, at: state.nowMs() };
      mailTo(accountById(state, copy.owner), { kind: "opened", ...mail } as never);
    }
    if (copy.hostShare === null) throw new WhosecopyError("released-then-closed", "destroyed");
    const requestDigest = digest("open", statement.body);
    const sealed = await sealOpenResponse({
      ephemeralPublicKey: request.eph_pk,
      requestDigest,
      hostShare: asSecret<"host-share">(jsonBytes(copy.hostShare)),
      random: systemRandom,
    });
    const release = signStatement({
      type: "release",
      value: {
        v: 1,
        copy_id: request.copy_id,
        open_id: request.open_id,
        n: open.n,
        at: state.nowMs(),
        request_digest: requestDigest,
        leaf_digest: new Uint8Array(32),
      },
      secretKey: state.hostKey.secretKey,
      signatures: state.signatures,
    });
    return { sealedShare: toBase64url(sealed), release: signedToJson(release) };
  },

  confirmOpen: (state: FakeState, { params, body }: In<"confirmOpen">) => {
    const copy = copyOf(state, params.copy);
    const confirm = readStatement(OpenConfirm, signedFromJson(body.confirm).body);
    const open = copy.opens.find(({ openId }) => openId === toId16(confirm.open_id));
    if (open !== undefined) open.confirmed = confirm.result;
    return {};
  },

  takeBack: (state: FakeState, { body }: In<"takeBack">): Out<"takeBack"> => {
    const statement = signedFromJson(body.statement);
    const asked = readStatement(TakeBack, statement.body);
    const ids = new Set<string>(asked.ids.map(toId16));
    const copies = [...state.copies.values()].filter(
      ({ attachment, copy }) => attachment === toId16(asked.att_id) && (asked.scope === "attachment" || ids.has(copy)),
    );
    for (const copy of copies) {
      if (copy.state !== "taken-back") {
        const mail = { attachment: copy.attachment, copy: copy.copy, at: state.nowMs() };
        mailTo(accountById(state, copy.holder), { kind: "taken-back", ...mail } as never);
      }
      copy.state = "taken-back";
      copy.hostShare = null;
      copy.takenBackAt ??= state.nowMs();
    }
    const receipt = signStatement({
      type: "take-back-receipt",
      value: {
        v: 1,
        request_digest: digest("take-back", statement.body),
        at: state.nowMs(),
        copies: copies.map(({ copy, opens }) => ({
          copy_id: jsonBytes(copy),
          releases: opens.length,
          last_release_at: opens.length === 0 ? null : state.nowMs(),
        })),
        leaf_digest: new Uint8Array(32),
      },
      secretKey: state.hostKey.secretKey,
      signatures: state.signatures,
    });
    return { receipt: signedToJson(receipt) };
  },

  status: (state: FakeState, { params }: In<"status">): Out<"status"> => {
    const copies = [...state.copies.values()].filter(({ attachment }) => attachment === params.attachment);
    return {
      copies: copies.map(({ copy, statement, state: now, takenBackAt, opens }) => ({
        copy,
        statement,
        state: now,
        opensUsed: opens.length,
        takenBackAt,
        opens: opens.map(({ openId, n, receipt, confirmed }) => ({ openId, n, receipt, confirmed })),
      })),
    } as Out<"status">;
  },
};
