import { AccountEntry, equalBytes, readStatement, type SignedStatement, WhosecopyError } from "@whosecopy/protocol";
import { digest } from "../hash.ts";
import type { Signatures } from "../sign.ts";

const entryType = "account-entry";
/** Entries an account may have; a longer chain is hostile. */
const maxEntries = 1000;

/** A device of an account, and when the chain says that it came and went. */
export interface ChainDevice {
  readonly device: Uint8Array;
  readonly addedAtMs: number;
  readonly revokedAtMs: number | null;
}

/** What a valid account chain says (protocol 3.1). */
export interface AccountView {
  /** Digest of the first entry: the account's name. */
  readonly acct: Uint8Array;
  readonly recoveryKey: Uint8Array;
  readonly devices: readonly ChainDevice[];
  /** Number of entries; a statement names it as `chain_version`. */
  readonly version: number;
  /** What the next entry must name as `prev`. */
  readonly newest: Uint8Array;
}

function broken(reason: string): WhosecopyError {
  return new WhosecopyError("chain-invalid", reason);
}

/** True when the account's chain has this device and it is not revoked. */
export function isActiveDevice(view: AccountView, device: Uint8Array): boolean {
  return view.devices.some((each) => each.revokedAtMs === null && equalBytes(each.device, device));
}

/** Digest of a chain entry: `acct` for the first, `prev` for the next. */
export function entryDigest(entry: SignedStatement): Uint8Array {
  return digest(entryType, entry.body);
}

function first(entry: SignedStatement, signatures: Signatures): AccountView {
  const value = readStatement(AccountEntry, entry.body);
  if (value.kind !== "genesis") throw broken("the first entry is not a genesis");
  if (!signatures.verify(entryType, entry.body, entry.signature, value.recovery)) {
    throw broken("the genesis is not signed by its recovery key");
  }
  const acct = entryDigest(entry);
  return {
    acct,
    recoveryKey: value.recovery,
    devices: [{ device: value.device, addedAtMs: value.at, revokedAtMs: null }],
    version: 1,
    newest: acct,
  };
}

/**
 * Extends a valid chain by an entry signed by one of its active devices or by its recovery key.
 *
 * @throws WhosecopyError "chain-invalid"
 */
export function extendAccountChain(view: AccountView, entry: SignedStatement, signatures: Signatures): AccountView {
  const value = readStatement(AccountEntry, entry.body);
  if (value.kind === "genesis") throw broken("a second genesis");
  if (view.version >= maxEntries) throw broken("too many entries");
  if (!equalBytes(value.prev, view.newest)) throw broken("an entry does not follow the one before it");
  if (value.by.kind === "device" && !isActiveDevice(view, value.by.device))
    throw broken("signed by a device that is not active");
  const key = value.by.kind === "device" ? value.by.device : view.recoveryKey;
  if (!signatures.verify(entryType, entry.body, entry.signature, key))
    throw broken("the signature of an entry does not hold");
  const next = { ...view, version: view.version + 1, newest: entryDigest(entry) };
  switch (value.kind) {
    case "add-device":
      // A revoked device never comes back under the same key.
      if (view.devices.some((each) => equalBytes(each.device, value.device))) throw broken("a device is added twice");
      return { ...next, devices: [...view.devices, { device: value.device, addedAtMs: value.at, revokedAtMs: null }] };
    case "revoke-device":
      if (!isActiveDevice(view, value.device)) throw broken("a device is revoked that is not active");
      return {
        ...next,
        devices: view.devices.map((each) =>
          equalBytes(each.device, value.device) ? { ...each, revokedAtMs: value.at } : each,
        ),
      };
    case "rotate-recovery":
      if (value.by.kind !== "recovery") throw broken("only the recovery key names its successor");
      return { ...next, recoveryKey: value.recovery };
  }
}

/**
 * Checks a whole account chain. The same code runs in the client and in the server; the server's word is never needed.
 *
 * @param acct when known beforehand (from an invite): the chain must be this account's
 * @throws WhosecopyError "chain-invalid"
 */
export function readAccountChain(
  entries: readonly SignedStatement[],
  signatures: Signatures,
  acct?: Uint8Array,
): AccountView {
  const [genesis, ...later] = entries;
  if (genesis === undefined) throw broken("an empty chain");
  let view = first(genesis, signatures);
  if (acct !== undefined && !equalBytes(view.acct, acct)) throw broken("the chain of another account");
  for (const entry of later) view = extendAccountChain(view, entry, signatures);
  return view;
}
