import { join } from "node:path";
import { type Ended, resultOf, type Surroundings, textAt, whosecopy } from "./processes.ts";

/** Somebody with a store of their own, whose every command is a process of its own. */
export interface Person {
  readonly handle: string;
  readonly home: string;
  /** Runs a command, whatever comes of it. */
  readonly run: (...args: readonly string[]) => Promise<Ended>;
  /** Runs a command with --json that has to succeed. */
  readonly does: (...args: readonly string[]) => Promise<unknown>;
}

/** Somebody without an account yet. */
export function personIn(folder: string, handle: string, surroundings: Omit<Surroundings, "home"> = {}): Person {
  const home = join(folder, `home of ${handle}`);
  const run = (...args: readonly string[]) => whosecopy(args, { home, ...surroundings });
  return { handle, home, run, does: async (...args) => resultOf(await run(...args, "--json")) };
}

/** People with accounts on a server, all at once. */
export function peopleOn(origin: string, folder: string, handles: readonly string[]): Promise<readonly Person[]> {
  return Promise.all(
    handles.map(async (handle) => {
      const person = personIn(folder, handle);
      await person.does("init", "--server", origin, "--handle", handle);
      return person;
    }),
  );
}

/** Adds others to a person's contacts, by the invites that they make. */
export async function addContacts(person: Person, others: readonly Person[]): Promise<void> {
  const invites = await Promise.all(others.map((other) => other.does("contact", "invite")));
  for (const invite of invites) await person.does("contact", "add", textAt(invite, "link"));
}

export interface ListedMessage {
  readonly id: string;
  readonly from: string;
  readonly outgoing: boolean;
  readonly state: string;
  readonly content: { readonly kind: string; readonly text?: string; readonly caption?: string | null };
}

/** What a person's inbox lists, after asking the server. */
export async function inboxOf(person: Person, ...args: readonly string[]): Promise<readonly ListedMessage[]> {
  const listed = await person.does("inbox", "--limit", "1000", ...args);
  return (listed as { readonly messages: readonly ListedMessage[] }).messages;
}

/** The id of the newest picture, or text with limits, that came to a person. */
export async function newestCopy(person: Person): Promise<string> {
  const message = (await inboxOf(person)).findLast(
    ({ content, outgoing }) => content.kind === "attachment" && !outgoing,
  );
  if (message === undefined) throw new Error(`nothing to open has come to ${person.handle}`);
  return message.id;
}
