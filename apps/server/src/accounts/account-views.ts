import { type AccountView, readAccountChain, type Signatures } from "@whosecopy/crypto";
import type { Reader } from "../database/transaction.ts";

/** Account chains that were read and checked, kept in memory. */
export interface AccountViews {
  /** @returns null for an account that this server doesn't have */
  get(acct: Uint8Array): Promise<AccountView | null>;
  /** The chain as this transaction sees it: for whatever must not trust a memory. */
  read(reader: Reader, acct: Uint8Array): Promise<AccountView | null>;
  /** After a chain has grown, here or in another process; everything without an account. */
  forget(acct?: Uint8Array): void;
}

const mostViews = 20_000;

const keyOf = (acct: Uint8Array) => Buffer.from(acct.buffer, acct.byteOffset, acct.length).toString("latin1");

async function readChain(reader: Reader, acct: Uint8Array, signatures: Signatures): Promise<AccountView | null> {
  const entries = await reader
    .selectFrom("account_entries")
    .select(["body", "signature"])
    .where("acct", "=", acct)
    .orderBy("n")
    .execute();
  return entries.length === 0 ? null : readAccountChain(entries, signatures, acct);
}

/** Reads chains from the database, checks them by the code that clients use, and keeps the ones used most recently. */
export function accountViews(db: Reader, signatures: Signatures): AccountViews {
  const views = new Map<string, Promise<AccountView | null>>();
  return {
    get(acct) {
      const key = keyOf(acct);
      const known = views.get(key);
      if (known !== undefined) {
        views.delete(key);
        views.set(key, known);
        return known;
      }
      const view = readChain(db, acct, signatures);
      views.set(key, view);
      if (views.size > mostViews) {
        const oldest = views.keys().next();
        if (oldest.done !== true) views.delete(oldest.value);
      }
      const forgetThis = () => {
        if (views.get(key) === view) views.delete(key);
      };
      view.then((found) => (found === null ? forgetThis() : undefined), forgetThis);
      return view;
    },
    read: (reader, acct) => readChain(reader, acct, signatures),
    forget(acct) {
      if (acct === undefined) views.clear();
      else views.delete(keyOf(acct));
    },
  };
}
