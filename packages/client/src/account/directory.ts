import { type AccountView, isActiveDevice, readAccountChain, verifyStatement } from "@whosecopy/crypto";
import {
  type AccountJson,
  CopyPrekey,
  equalBytes,
  readStatement,
  signedFromJson,
  toId32,
  WhosecopyError,
} from "@whosecopy/protocol";
import * as v from "valibot";
import type { ClientContext } from "../context.ts";
import { callRoute } from "../server/call.ts";
import { signed, text, whole } from "../store/fields.ts";
import { table } from "../store/table.ts";
import { requireSelf } from "./self.ts";

/** How long a chain and prekeys from the server are good enough for writing to somebody. */
const freshForMs = 600_000;
/** A prekey's private half is erased 30 days after its week began; nothing is to be sealed to it after that. */
const prekeyUsableAfterEndMs = 23 * 86_400_000;
/** How far a clock may be off, as for requests: else nobody could write at once to somebody whose clock is a little ahead. */
const clockToleranceMs = 300_000;

/** What the server last said of an account, as it was checked. */
const KnownAccount = v.strictObject({
  handle: text,
  chain: v.array(signed),
  prekeys: v.array(signed),
  fetchedAtMs: whole,
  /** When a chain that had been seen before came back longer: a new or a revoked device. */
  changedAtMs: v.nullable(whole),
});
type KnownAccount = v.InferOutput<typeof KnownAccount>;

const accounts = table("account", KnownAccount);

interface Account {
  readonly view: AccountView;
  readonly handle: string;
  /** Of active devices, the signature checked; of each device the newest that may be sealed to now. */
  readonly prekeys: readonly CopyPrekey[];
  readonly changedAtMs: number | null;
}

/**
 * An account's verified chain and prekeys, from the store or from the server. `acct` is the digest of the first entry, so
 * the server can't put another account in its place; and a chain that was seen once can only grow.
 *
 * @throws WhosecopyError "chain-invalid" when the server shows another history than before, "not-found"
 */
export async function accountOf(
  context: ClientContext,
  acct: Uint8Array,
  wanted: {
    /** Ask the server when what is known is this old; default: any age will do. */
    readonly maxAgeMs?: number;
    /** Ask the server when this device is not known to be active. */
    readonly needsDevice?: Uint8Array;
  } = {},
): Promise<Account> {
  const id = toId32(acct);
  const known = await accounts.get(context.store, id);
  if (known !== undefined) {
    const account = check(context, acct, known);
    const old = wanted.maxAgeMs !== undefined && context.clock.nowMs() - known.fetchedAtMs >= wanted.maxAgeMs;
    const missing = wanted.needsDevice !== undefined && !isActiveDevice(account.view, wanted.needsDevice);
    if (!old && !missing) return account;
  }
  const answer = await fetchAccount(context, acct);
  const next = { ...merge(context, known, answer), fetchedAtMs: context.clock.nowMs() };
  const account = check(context, acct, next);
  await context.store.commit([accounts.put(id, next)]);
  return account;
}

/** An account that is fresh enough to make something for its devices. */
export function freshAccountOf(context: ClientContext, acct: Uint8Array): Promise<Account> {
  return accountOf(context, acct, { maxAgeMs: freshForMs });
}

async function fetchAccount(context: ClientContext, acct: Uint8Array): Promise<AccountJson> {
  const { origin } = await requireSelf(context.store);
  return callRoute(context, { origin, caller: null, name: "getAccount" }, { params: { acct: toId32(acct) } });
}

function merge(context: ClientContext, known: KnownAccount | undefined, answer: AccountJson): KnownAccount {
  const chain = answer.chain.map(signedFromJson);
  const prekeys = answer.prekeys.map(signedFromJson);
  const seen = known?.chain ?? [];
  const continues = seen.every((entry, i) => {
    const now = chain[i];
    return now !== undefined && equalBytes(now.body, entry.body) && equalBytes(now.signature, entry.signature);
  });
  if (!continues)
    throw new WhosecopyError("chain-invalid", "the server shows another history of an account than before");
  const grew = known !== undefined && chain.length > seen.length;
  const changedAtMs = grew ? context.clock.nowMs() : (known?.changedAtMs ?? null);
  return { handle: answer.handle, chain, prekeys, changedAtMs, fetchedAtMs: 0 };
}

function check(context: ClientContext, acct: Uint8Array, known: KnownAccount): Account {
  const view = readAccountChain(known.chain, context.signatures, acct);
  const { signatures } = context;
  const nowMs = context.clock.nowMs();
  const newest = new Map<string, CopyPrekey>();
  for (const statement of known.prekeys) {
    const claimed = readStatement(CopyPrekey, statement.body);
    // A server may still hold a prekey of a device that has been revoked since: not an error, just no use.
    if (!equalBytes(claimed.acct, acct) || !isActiveDevice(view, claimed.device)) continue;
    const prekey = verifyStatement({
      type: "copy-prekey",
      schema: CopyPrekey,
      statement,
      publicKey: claimed.device,
      signatures,
    });
    if (prekey.not_before > nowMs + clockToleranceMs || prekey.not_after + prekeyUsableAfterEndMs < nowMs) continue;
    const device = toId32(prekey.device);
    const other = newest.get(device);
    if (other === undefined || other.not_before < prekey.not_before) newest.set(device, prekey);
  }
  return { view, handle: known.handle, prekeys: [...newest.values()], changedAtMs: known.changedAtMs };
}
