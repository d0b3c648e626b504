import type { Generated } from "kysely";

/**
 * The tables, as the migrations make them. Every table that grows has the id of what it belongs to (account, conversation,
 * attachment) as the first column of its key, so that it can be spread over machines by it.
 */
export interface Schema {
  server_state: { id: number; host_key: Uint8Array };

  accounts: {
    acct: Uint8Array;
    handle: string;
    claim_body: Uint8Array;
    claim_signature: Uint8Array;
    chain_version: number;
    newest: Uint8Array;
    created_at: number;
  };
  account_entries: { acct: Uint8Array; n: number; body: Uint8Array; signature: Uint8Array };
  prekeys: { acct: Uint8Array; device: Uint8Array; body: Uint8Array; signature: Uint8Array; not_after: number };
  /** Narrow and often written: kept apart from what is wide and seldom written. */
  device_state: { acct: Uint8Array; device: Uint8Array; send_index: number; acknowledged: number };

  key_packages: {
    acct: Uint8Array;
    device: Uint8Array;
    ref: Uint8Array;
    bytes: Uint8Array;
    not_after: number;
    last_resort: boolean;
  };
  /** What was given to whom: a claim repeated answers the same, and a package that was given never comes back. */
  key_package_claims: {
    acct: Uint8Array;
    device: Uint8Array;
    ref: Uint8Array;
    caller: Uint8Array;
    claim_id: Uint8Array;
    bytes: Uint8Array;
    last_resort: boolean;
    not_after: number;
  };

  conversations: { conversation: Uint8Array; epoch: number; seq: number; created_at: number };
  members: { conversation: Uint8Array; acct: Uint8Array };
  conversation_log: {
    conversation: Uint8Array;
    seq: number;
    message_id: Uint8Array;
    kind: "message" | "commit";
    epoch: number;
    acct: Uint8Array;
    device: Uint8Array;
    digest: Uint8Array;
    at: number;
  };
  mailboxes: { acct: Uint8Array; head: number };
  mail: {
    acct: Uint8Array;
    n: number;
    kind: MailKind;
    /** The conversation, or the attachment, that it is about. */
    about: Uint8Array;
    seq: number | null;
    /** The message, or the copy. */
    item: Uint8Array | null;
    epoch: number | null;
    from_acct: Uint8Array | null;
    from_device: Uint8Array | null;
    to_device: Uint8Array | null;
    key_package: Uint8Array | null;
    bytes: Uint8Array | null;
    at: number;
  };

  attachments: { attachment: Uint8Array; acct: Uint8Array; created_at: number };
  blobs: {
    attachment: Uint8Array;
    acct: Uint8Array;
    size_bytes: number;
    digest: Uint8Array;
    complete: boolean;
    created_at: number;
  };
  storage_use: { acct: Uint8Array; bytes: number };

  copies: {
    attachment: Uint8Array;
    copy: Uint8Array;
    sender: Uint8Array;
    holder: Uint8Array;
    conversation: Uint8Array | null;
    statement_body: Uint8Array;
    statement_signature: Uint8Array;
    statement_digest: Uint8Array;
    core_digest: Uint8Array;
    leaf: Uint8Array;
    bundle_bytes: number;
    /** S_h under the key of `share_epoch`; null once destroyed. */
    share: Uint8Array | null;
    share_epoch: number | null;
    opens_limit: number | null;
    not_before: number;
    not_after: number | null;
    after_first_open_s: number | null;
    receipts: "exact" | "day" | "none";
    close_on_removal: boolean;
    closed: ClosedBecause | null;
    closed_at: number | null;
    opens_used: number;
    first_open_at: number | null;
    last_open_at: number | null;
    added_at: number;
  };
  copy_bundles: { attachment: Uint8Array; copy: Uint8Array; bundle: Uint8Array };
  envelopes: {
    attachment: Uint8Array;
    copy: Uint8Array;
    device: Uint8Array;
    suite: number;
    prekey: Uint8Array;
    pair: Uint8Array;
    sealed: Uint8Array;
  };
  pairs: { acct: Uint8Array; pair: Uint8Array; enc: Uint8Array };
  opens: {
    attachment: Uint8Array;
    copy: Uint8Array;
    open_id: Uint8Array;
    n: number;
    at: number;
    acct: Uint8Array;
    device: Uint8Array;
    request_body: Uint8Array;
    request_signature: Uint8Array;
    receipt_body: Uint8Array | null;
    receipt_signature: Uint8Array | null;
    release_body: Uint8Array;
    release_signature: Uint8Array;
    confirmed: "ok" | "bad-share" | "bad-bundle" | null;
    confirm_body: Uint8Array | null;
    confirm_signature: Uint8Array | null;
    segment: string;
    segment_seq: number;
  };
  take_backs: {
    attachment: Uint8Array;
    digest: Uint8Array;
    body: Uint8Array;
    signature: Uint8Array;
    receipt_body: Uint8Array;
    receipt_signature: Uint8Array;
    at: number;
    segment: string;
    segment_seq: number;
  };
  /** Counts and take-backs that the journal knows of copies that this database does not (it was restored). */
  lost_copies: { copy: Uint8Array; opens_used: number; closed: ClosedBecause | null; at: number };
  event_log: { seq: Generated<number>; leaf: Uint8Array; salt: Uint8Array; event: Uint8Array };
  journal_segments: {
    segment: string;
    opened_at: number;
    /** Length when everything in it was known to be in the database; null while it is in use. */
    settled_bytes: number | null;
    /** Set by reconciling, for a segment whose file is gone. */
    given_up: boolean;
  };
}

export type MailKind = "message" | "commit" | "welcome" | "opened" | "taken-back";
export type ClosedBecause = "taken-back" | "removed" | "expired" | "used-up";
