import type { AccountView, Signatures } from "@whosecopy/crypto";
import type { MailItem, SignedJson } from "@whosecopy/protocol";

/** What the fake server keeps: plain maps, no durability. A test double of the routes' contract, nothing else. */
export interface FakeState {
  readonly origin: string;
  readonly hostKey: { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array };
  readonly signatures: Signatures;
  nowMs: () => number;
  readonly accounts: Map<string, FakeAccount>;
  readonly handles: Map<string, string>;
  readonly conversations: Map<string, FakeConversation>;
  readonly blobs: Map<string, FakeBlob>;
  readonly copies: Map<string, FakeCopy>;
}

export interface FakeAccount {
  readonly acct: string;
  readonly handle: string;
  chain: SignedJson[];
  view: AccountView;
  prekeys: Map<string, SignedJson>;
  packages: { device: string; ref: string; bytes: string; lastResort: boolean }[];
  claims: Map<string, FakeAccount["packages"]>;
  sendIndex: number;
  acknowledged: number;
  head: number;
  mail: MailItem[];
}

export interface FakeConversation {
  epoch: number;
  seq: number;
  members: string[];
  readonly done: Map<string, { readonly bytes: string; readonly answer: { seq: number; at: number; epoch: number } }>;
}

export interface FakeBlob {
  readonly owner: string;
  readonly sizeBytes: number;
  readonly digest: string;
  readonly chunks: Map<number, Uint8Array>;
  complete: boolean;
}

export interface FakeCopy {
  readonly copy: string;
  readonly attachment: string;
  readonly owner: string;
  readonly holder: string;
  readonly statement: SignedJson;
  bundle: string;
  hostShare: string | null;
  readonly envelopes: {
    device: string;
    suite: 1 | 2;
    cpkId: string;
    pair: string;
    sealed: string;
  }[];
  readonly pairs: Map<string, string>;
  state: "sent" | "released" | "confirmed" | "taken-back" | "expired" | "used-up" | "closed";
  takenBackAt: number | null;
  opens: {
    openId: string;
    request: SignedJson;
    n: number;
    receipt: SignedJson | null;
    confirmed: "ok" | "bad-share" | "bad-bundle" | null;
  }[];
}

/** Who a request is from. */
export interface FakeCaller {
  readonly acct: string;
  readonly device: string;
}

type WithoutNumber<Item> = Item extends MailItem ? Omit<Item, "n"> : never;

/** Puts an item into a mailbox. */
export function mailTo(account: FakeAccount, item: WithoutNumber<MailItem>): void {
  account.head += 1;
  account.mail.push({ ...item, n: account.head });
}

/** The same server at this moment, to go on from several times. */
export function copyState(state: FakeState): FakeState {
  const { accounts, handles, conversations, blobs, copies } = state;
  return { ...state, ...structuredClone({ accounts, handles, conversations, blobs, copies }) };
}
