import { equalBytes, type ErrorCode, type MessageContent, toId16, WhosecopyError } from "@whosecopy/protocol";
import { nameOf, requirePeople } from "../account/contacts.ts";
import { requireCurrent } from "../account/freshness.ts";
import { requireSelf } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import { unitOfWork } from "../store/unit-of-work.ts";
import { advance } from "./advance.ts";
import { compose, newContent } from "./compose.ts";
import { beginConversation, directConversation } from "./create.ts";
import { intentRecords, takeOrder } from "./intents.ts";
import { type Conversation, conversationRecords, groupStateRecords, memberDevices } from "./records.ts";
import { hiddenConversations } from "./remove-contact.ts";
import { conversationId } from "./targets.ts";

/** The most people in one conversation, this person among them. */
const mostMembers = 250;

export interface ConversationView {
  readonly id: string;
  readonly name: string | null;
  /** Names of the others. */
  readonly members: readonly string[];
  readonly state: Conversation["state"];
}

/**
 * Makes a group. For one person alone use `conversationWith`; sending to a person makes that by itself.
 *
 * @throws WhosecopyError "contact-unknown", "key-package-none", "too-large" for more than 250 people
 */
export async function createConversation(
  context: ClientContext,
  params: { readonly contacts: readonly string[]; readonly name?: string; readonly signal?: AbortSignal },
): Promise<ConversationView> {
  return context.lock.run(async () => {
    const people = await requirePeople(context.store, params.contacts);
    if (people.length + 1 > mostMembers) throw new WhosecopyError("too-large", "too many people for one conversation");
    await requireCurrent(context);
    const unit = unitOfWork(context.store);
    const name = params.name ?? null;
    const begun = await beginConversation(context, unit, { members: people.map(({ acct }) => acct), name });
    if (name !== null) await sayAbout(context, unit, begun);
    await unit.commit();
    throwRefused(await advance(context, params.signal));
    return show(context, begun.id);
  });
}

/** The conversation with these people: the direct one with a single contact, made when there is none; a new group otherwise. */
export async function conversationWith(
  context: ClientContext,
  params: { readonly contacts: readonly string[]; readonly signal?: AbortSignal },
): Promise<ConversationView> {
  if (new Set(params.contacts).size > 1) return createConversation(context, params);
  return context.lock.run(async () => {
    const [person] = await requirePeople(context.store, params.contacts);
    if (person === undefined) throw new WhosecopyError("bad-input", "nobody is named");
    await requireCurrent(context);
    const unit = unitOfWork(context.store);
    const { id } = await directConversation(context, unit, person.acct, person);
    await unit.commit();
    throwRefused(await advance(context, params.signal));
    return show(context, id);
  });
}

/** All conversations of this device, but for those with people who were removed. */
export async function conversations(context: ClientContext): Promise<readonly ConversationView[]> {
  const hidden = await hiddenConversations(context.store);
  const all = (await conversationRecords.list(context.store)).filter(({ id }) => !hidden.has(toId16(id)));
  const sorted = all.sort((a, b) => a.createdAtMs - b.createdAtMs);
  return Promise.all(sorted.map(({ id }) => show(context, id)));
}

/** Adds people to a conversation. What was said and sent before stays closed to them. */
export function addMembers(
  context: ClientContext,
  params: { readonly conversation: string; readonly contacts: readonly string[]; readonly signal?: AbortSignal },
): Promise<ConversationView> {
  return changeMembers(context, { ...params, change: "add", closeCopies: false });
}

/**
 * Removes people from a conversation: they can't read what follows. With `closeCopies` (the default) their unopened copies
 * whose policy says so are closed in the same transaction (protocol 3.6).
 */
export function removeMembers(
  context: ClientContext,
  params: {
    readonly conversation: string;
    readonly contacts: readonly string[];
    readonly closeCopies?: boolean;
    readonly signal?: AbortSignal;
  },
): Promise<ConversationView> {
  return changeMembers(context, { ...params, change: "remove", closeCopies: params.closeCopies ?? true });
}

async function changeMembers(
  context: ClientContext,
  params: {
    readonly conversation: string;
    readonly contacts: readonly string[];
    readonly change: "add" | "remove";
    readonly closeCopies: boolean;
    readonly signal?: AbortSignal;
  },
): Promise<ConversationView> {
  return context.lock.run(async () => {
    const id = await conversationId(context.store, params.conversation);
    const accounts = (await requirePeople(context.store, params.contacts)).map(({ acct }) => acct);
    await requireCurrent(context);
    const unit = unitOfWork(context.store);
    unit.write(
      intentRecords.put({
        kind: "members",
        order: await takeOrder(unit),
        conversation: id,
        add: params.change === "add" ? accounts : [],
        remove: params.change === "remove" ? accounts : [],
        closeCopies: params.closeCopies,
      }),
    );
    const conversation = await conversationRecords.get(unit, id);
    if (params.change === "add" && conversation !== undefined && conversation.name !== null) {
      await sayAbout(context, unit, conversation);
    }
    await unit.commit();
    throwRefused(await advance(context, params.signal));
    return show(context, id);
  });
}

/** Tells the members what the conversation is called. */
async function sayAbout(
  context: ClientContext,
  unit: ReturnType<typeof unitOfWork>,
  conversation: Conversation,
): Promise<void> {
  const content: MessageContent = { ...newContent(context), kind: "about", name: conversation.name };
  await compose(unit, {
    target: { kind: "conversation", id: conversation.id },
    content,
    shownAs: { kind: "about", name: conversation.name },
  });
}

function throwRefused(refused: readonly ErrorCode[]): void {
  const [code] = refused;
  if (code !== undefined) throw new WhosecopyError(code, "the change was refused");
}

async function show(context: ClientContext, id: Uint8Array): Promise<ConversationView> {
  const { store } = context;
  const conversation = await conversationRecords.get(store, id);
  if (conversation === undefined) throw new WhosecopyError("not-found", "no such conversation");
  const self = await requireSelf(store);
  const present =
    conversation.state === "left" ? [] : memberDevices(context, await groupStateRecords.get(context, store, id));
  const others = present.map(({ acct }) => acct).filter((acct) => !equalBytes(acct, self.acct));
  const members = await Promise.all(others.map((acct) => nameOf(store, acct)));
  return { id: toId16(id), name: conversation.name, members: members.sort(), state: conversation.state };
}
