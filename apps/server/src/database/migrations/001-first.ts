import { type Kysely, sql } from "kysely";

const statements = [
  `create table server_state (id int primary key check (id = 1), host_key bytea not null)`,

  `create table accounts (
    acct bytea primary key,
    handle text not null unique,
    claim_body bytea not null,
    claim_signature bytea not null,
    chain_version int not null,
    newest bytea not null,
    created_at bigint not null)`,
  `create table account_entries (
    acct bytea not null, n int not null, body bytea not null, signature bytea not null,
    primary key (acct, n))`,
  `create table prekeys (
    acct bytea not null, device bytea not null, body bytea not null, signature bytea not null, not_after bigint not null,
    primary key (acct, device))`,
  `create table device_state (
    acct bytea not null, device bytea not null, send_index bigint not null, acknowledged bigint not null,
    primary key (acct, device)) with (fillfactor = 50)`,

  `create table key_packages (
    acct bytea not null, device bytea not null, ref bytea not null, bytes bytea not null, not_after bigint not null,
    last_resort boolean not null,
    primary key (acct, device, ref))`,
  `create unique index one_last_resort on key_packages (acct, device) where last_resort`,
  `create table key_package_claims (
    acct bytea not null, device bytea not null, ref bytea not null, caller bytea not null, claim_id bytea not null,
    bytes bytea not null, last_resort boolean not null, not_after bigint not null,
    primary key (acct, caller, claim_id, device))`,
  `create unique index given_once on key_package_claims (acct, device, ref) where not last_resort`,

  `create table conversations (
    conversation bytea primary key, epoch bigint not null, seq bigint not null, created_at bigint not null)
    with (fillfactor = 50)`,
  `create table members (conversation bytea not null, acct bytea not null, primary key (conversation, acct))`,
  `create table conversation_log (
    conversation bytea not null, seq bigint not null, message_id bytea not null, kind text not null,
    epoch bigint not null, acct bytea not null, device bytea not null, digest bytea not null, at bigint not null,
    primary key (conversation, message_id))`,
  `create table mailboxes (acct bytea primary key, head bigint not null) with (fillfactor = 50)`,
  `create table mail (
    acct bytea not null, n bigint not null, kind text not null, about bytea not null, seq bigint, item bytea,
    epoch bigint, from_acct bytea, from_device bytea, to_device bytea, key_package bytea, bytes bytea,
    at bigint not null,
    primary key (acct, n))`,
  `alter table mail alter column bytes set storage external`,

  `create table attachments (attachment bytea primary key, acct bytea not null, created_at bigint not null)`,
  `create table blobs (
    attachment bytea primary key, acct bytea not null, size_bytes bigint not null, digest bytea not null,
    complete boolean not null, created_at bigint not null)`,
  `create table storage_use (acct bytea primary key, bytes bigint not null) with (fillfactor = 50)`,

  `create table copies (
    attachment bytea not null, copy bytea not null, sender bytea not null, holder bytea not null, conversation bytea,
    statement_body bytea not null, statement_signature bytea not null, statement_digest bytea not null,
    core_digest bytea not null, leaf bytea not null, bundle_bytes bigint not null,
    share bytea, share_epoch bigint,
    opens_limit bigint, not_before bigint not null, not_after bigint, after_first_open_s bigint,
    receipts text not null, close_on_removal boolean not null,
    closed text, closed_at bigint,
    opens_used bigint not null, first_open_at bigint, last_open_at bigint, added_at bigint not null,
    primary key (attachment, copy))`,
  `create unique index copy_by_id on copies (copy)`,
  `create unique index one_live_copy on copies (attachment, holder) where closed is null`,
  `create index copies_of_conversation on copies (conversation, holder) where closed is null and close_on_removal`,
  `create index copies_ending on copies (not_after) where closed is null`,
  `create index copies_used_up on copies (last_open_at) where closed is null and opens_used >= opens_limit`,
  `create index copies_first_opened on copies (first_open_at)
    where closed is null and after_first_open_s is not null and first_open_at is not null`,
  `create index shares_by_epoch on copies (share_epoch) where share is not null`,
  `create table copy_bundles (
    attachment bytea not null, copy bytea not null, bundle bytea not null,
    primary key (attachment, copy))`,
  `alter table copy_bundles alter column bundle set storage external`,
  `create table envelopes (
    attachment bytea not null, copy bytea not null, device bytea not null, suite int not null, prekey bytea not null,
    pair bytea not null, sealed bytea not null,
    primary key (attachment, copy, device))`,
  `create table pairs (acct bytea not null, pair bytea not null, enc bytea not null, primary key (acct, pair))`,
  `create table opens (
    attachment bytea not null, copy bytea not null, open_id bytea not null, n bigint not null, at bigint not null,
    acct bytea not null, device bytea not null, request_body bytea not null, request_signature bytea not null,
    receipt_body bytea, receipt_signature bytea, release_body bytea not null, release_signature bytea not null,
    confirmed text, confirm_body bytea, confirm_signature bytea,
    segment text not null, segment_seq bigint not null,
    primary key (attachment, copy, open_id))`,
  `create index opens_by_segment on opens (segment, segment_seq)`,
  `create table take_backs (
    attachment bytea not null, digest bytea not null, body bytea not null, signature bytea not null,
    receipt_body bytea not null, receipt_signature bytea not null, at bigint not null,
    segment text not null, segment_seq bigint not null,
    primary key (attachment, digest))`,
  `create index take_backs_by_segment on take_backs (segment, segment_seq)`,
  `create table lost_copies (copy bytea primary key, opens_used bigint not null, closed text, at bigint not null)`,
  `create table event_log (
    seq bigint generated always as identity primary key, leaf bytea not null, salt bytea not null, event bytea not null)`,
  `create table journal_segments (
    segment text primary key, opened_at bigint not null, settled_bytes bigint, given_up boolean not null)`,
];

/** Everything of the first version. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
