import { readAccountChain, verifyStatement } from "@whosecopy/crypto";
import {
  CopyPrekey,
  HandleClaim,
  type RouteAnswer,
  type RouteInput,
  type Routes,
  signedFromJson,
  toId32,
  WhosecopyError,
} from "@whosecopy/protocol";
import type { FakeAccount, FakeCaller, FakeState } from "./fake-state.ts";

type In<Name extends keyof Routes> = RouteInput<Routes[Name]>;
type Out<Name extends keyof Routes> = RouteAnswer<Routes[Name]>;

export const accountById = (state: FakeState, acct: string): FakeAccount => {
  const account = state.accounts.get(acct);
  if (account === undefined) throw new WhosecopyError("not-found", "no such account");
  return account;
};

export const fakeAccounts = {
  serverInfo: (state: FakeState): Out<"serverInfo"> => ({
    origin: state.origin,
    hostKey: toId32(state.hostKey.publicKey),
    version: "fake",
    nowMs: state.nowMs(),
    releasesHeld: false,
    limits: { maxBlobBytes: 1e9, chunkBytes: 1_048_576, accountBlobBytes: 1e9, maxMembers: 250 },
  }),

  createAccount: (state: FakeState, { body }: In<"createAccount">): Out<"createAccount"> => {
    const { signatures } = state;
    const view = readAccountChain([signedFromJson(body.genesis)], signatures);
    const device = view.devices[0]?.device ?? new Uint8Array(32);
    const statement = signedFromJson(body.claim);
    const claim = verifyStatement({
      type: "handle-claim",
      schema: HandleClaim,
      statement,
      publicKey: device,
      signatures,
    });
    const acct = toId32(view.acct);
    const holder = state.handles.get(claim.handle);
    if (holder !== undefined && holder !== acct) throw new WhosecopyError("handle-taken", "the handle is taken");
    if (holder === acct) return { acct };
    state.handles.set(claim.handle, acct);
    state.accounts.set(acct, {
      acct,
      handle: claim.handle,
      chain: [body.genesis],
      view,
      prekeys: new Map([[toId32(device), body.prekey]]),
      packages: [],
      claims: new Map(),
      sendIndex: 0,
      acknowledged: 0,
      head: 0,
      mail: [],
    });
    return { acct };
  },

  getAccount: (state: FakeState, { params }: In<"getAccount">): Out<"getAccount"> => {
    const { acct, handle, chain, prekeys } = accountById(state, params.acct);
    return { acct: params.acct, handle, chain, prekeys: [...prekeys.values()] } satisfies Out<"getAccount"> & {
      acct: typeof acct;
    };
  },

  putPrekey: (state: FakeState, { body }: In<"putPrekey">, caller: FakeCaller) => {
    const statement = signedFromJson(body.prekey);
    const { view, prekeys } = accountById(state, caller.acct);
    const publicKey = view.devices[0]?.device ?? new Uint8Array(32);
    verifyStatement({ type: "copy-prekey", schema: CopyPrekey, statement, publicKey, signatures: state.signatures });
    prekeys.set(caller.device, body.prekey);
    return {};
  },

  deviceState: (state: FakeState, _: In<"deviceState">, caller: FakeCaller): Out<"deviceState"> => {
    const { sendIndex, acknowledged, packages } = accountById(state, caller.acct);
    return { sendIndex, acknowledged, keyPackagesLeft: packages.filter(({ lastResort }) => !lastResort).length };
  },

  publishKeyPackages: (
    state: FakeState,
    { body }: In<"publishKeyPackages">,
    caller: FakeCaller,
  ): Out<"publishKeyPackages"> => {
    const account = accountById(state, caller.acct);
    for (const { ref, bytes, lastResort } of body.packages) {
      if (account.packages.some((each) => each.ref === ref)) continue;
      account.packages.push({ device: caller.device, ref, bytes, lastResort });
    }
    return { left: account.packages.length };
  },

  claimKeyPackages: (state: FakeState, { params, body }: In<"claimKeyPackages">): Out<"claimKeyPackages"> => {
    const account = accountById(state, params.acct);
    const earlier = account.claims.get(body.claimId);
    const taken = earlier ?? [account.packages.find(({ lastResort }) => !lastResort) ?? account.packages[0]];
    const given = taken.filter((each) => each !== undefined);
    account.claims.set(body.claimId, given);
    account.packages = account.packages.filter((each) => each.lastResort || !given.includes(each));
    return { packages: given } as Out<"claimKeyPackages">;
  },
};
