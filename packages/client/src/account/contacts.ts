import { safetyNumber as safetyNumberOf } from "@whosecopy/crypto";
import {
  equalBytes,
  type Invite,
  inviteCode,
  inviteLink,
  readInvite,
  toId32,
  WhosecopyError,
} from "@whosecopy/protocol";
import * as v from "valibot";
import type { ClientContext } from "../context.ts";
import { bytes16, bytes32, text, whole } from "../store/fields.ts";
import type { StoreReader } from "../store/client-store.ts";
import { table } from "../store/table.ts";
import { accountOf } from "./directory.ts";
import { forgottenRecords } from "./forgotten.ts";
import { requireSelf, selfRecord } from "./self.ts";

/** A person: added by an invite, or met in a conversation that somebody else began. Changed under the lock only. */
const Person = v.strictObject({
  acct: bytes32,
  name: text,
  /** "invite": their account came from their own hands. "met": the server said whose it is. */
  how: v.picklist(["invite", "met"]),
  addedAtMs: whole,
  verifiedAtMs: v.nullable(whole),
  /** The conversation with this person alone. */
  direct: v.nullable(bytes16),
});
export type Person = v.InferOutput<typeof Person>;

const people = table("person", Person);
export const personRecords = {
  get: (reader: StoreReader, acct: Uint8Array) => people.get(reader, toId32(acct)),
  put: (person: Person) => people.put(toId32(person.acct), person),
  remove: (acct: Uint8Array) => people.remove(toId32(acct)),
  async list(reader: StoreReader): Promise<readonly Person[]> {
    return (await people.list(reader)).map(({ value }) => value);
  },
};

export interface Contact {
  readonly acct: Uint8Array;
  /** The handle, with a number behind it when somebody else already goes by it here. */
  readonly name: string;
  readonly how: "invite" | "met";
  readonly addedAtMs: number;
  readonly verifiedAtMs: number | null;
  /** When a device was added or removed since this account was first seen; compare safety numbers then. */
  readonly keysChangedAtMs: number | null;
}

/** What to hand to others so that they can write to this account: a link, and the same as a code to type or scan. */
export async function makeInvite(context: ClientContext): Promise<{ readonly link: string; readonly code: string }> {
  const self = await requireSelf(context.store);
  const invite: Invite = { v: 1, host: self.origin, acct: self.acct, handle: self.handle };
  return { link: inviteLink(invite), code: inviteCode(invite) };
}

/**
 * Adds a contact from an invite. The account that the server shows, and its handle, must be those that the invite names.
 *
 * @throws WhosecopyError "invite-damaged", "chain-invalid", "other-server", "bad-input" for one's own invite
 */
export async function addContact(context: ClientContext, invite: string): Promise<Contact> {
  const { host, acct, handle } = readInvite(invite);
  return context.lock.run(async () => {
    const self = await requireSelf(context.store);
    if (host !== self.origin) throw new WhosecopyError("other-server", "the invite is from another server");
    if (equalBytes(acct, self.acct)) throw new WhosecopyError("bad-input", "this is your own invite");
    const account = await accountOf(context, acct, { maxAgeMs: 0 });
    if (account.handle !== handle) {
      throw new WhosecopyError("invite-damaged", "the server shows another handle than the invite");
    }
    const known = await personRecords.get(context.store, acct);
    const person: Person =
      known === undefined
        ? await newPerson(context, context.store, { acct, handle: account.handle, how: "invite" })
        : { ...known, how: "invite" };
    await context.store.commit([personRecords.put(person)]);
    return toContact(context, person);
  });
}

/** A person's first record; the caller stores it. */
export async function newPerson(
  context: ClientContext,
  reader: StoreReader,
  params: { readonly acct: Uint8Array; readonly handle: string; readonly how: Person["how"] },
): Promise<Person> {
  const taken = new Set((await personRecords.list(reader)).map(({ name }) => name));
  let name = params.handle;
  for (let n = 2; taken.has(name); n++) name = `${params.handle}-${n}`;
  return {
    acct: params.acct,
    name,
    how: params.how,
    addedAtMs: context.clock.nowMs(),
    verifiedAtMs: null,
    // Somebody who was removed comes back into the conversation that there was.
    direct: (await forgottenRecords.get(reader, params.acct))?.direct ?? null,
  };
}

/** Everybody this person can write to, by name. */
export async function contacts(context: ClientContext): Promise<readonly Contact[]> {
  const all = await personRecords.list(context.store);
  const shown = await Promise.all(all.map((person) => toContact(context, person)));
  return shown.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The digits that both people see when nobody stands between them. */
export async function safetyNumber(context: ClientContext, name: string): Promise<string> {
  const self = await requireSelf(context.store);
  const person = await requirePerson(context.store, name);
  return safetyNumberOf(self.acct, person.acct);
}

/** Notes that the safety number was compared in person. */
export async function markVerified(context: ClientContext, name: string): Promise<Contact> {
  return context.lock.run(async () => {
    const person = { ...(await requirePerson(context.store, name)), verifiedAtMs: context.clock.nowMs() };
    await context.store.commit([personRecords.put(person)]);
    return toContact(context, person);
  });
}

/** @throws WhosecopyError "contact-unknown" */
async function requirePerson(reader: StoreReader, name: string): Promise<Person> {
  const person = (await personRecords.list(reader)).find((each) => each.name === name);
  if (person === undefined) throw new WhosecopyError("contact-unknown", "no contact goes by this name");
  return person;
}

/** Several people by name, each once. */
export async function requirePeople(reader: StoreReader, names: readonly string[]): Promise<readonly Person[]> {
  if (names.length === 0) throw new WhosecopyError("bad-input", "nobody is named");
  const all = await personRecords.list(reader);
  return [...new Set(names)].map((name) => {
    const person = all.find((each) => each.name === name);
    if (person === undefined) throw new WhosecopyError("contact-unknown", "no contact goes by this name");
    return person;
  });
}

/** How somebody is called here; an account that was never met goes by the first letters of its name. */
export async function nameOf(reader: StoreReader, acct: Uint8Array): Promise<string> {
  const self = await selfRecord.get(reader);
  if (self !== undefined && equalBytes(self.acct, acct)) return self.handle;
  const known = (await personRecords.get(reader, acct)) ?? (await forgottenRecords.get(reader, acct));
  return known?.name ?? toId32(acct).slice(0, 8);
}

async function toContact(context: ClientContext, person: Person): Promise<Contact> {
  const { acct, name, how, addedAtMs, verifiedAtMs } = person;
  const account = await accountOf(context, acct);
  return { acct, name, how, addedAtMs, verifiedAtMs, keysChangedAtMs: account.changedAtMs };
}
