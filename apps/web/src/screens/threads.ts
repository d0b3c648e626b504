import type { AppState, ConversationView, MessageView, PersonView } from "../engine/app-engine.ts";
import { pathOf } from "../routing/route.ts";

/** A line of the list: a person, or a conversation of several. */
export interface Thread {
  readonly key: string;
  readonly title: string;
  readonly href: string;
  readonly person: PersonView | null;
  readonly conversation: ConversationView | null;
  readonly last: MessageView | null;
  /** Copies that wait to be opened. */
  readonly waiting: number;
}

/** The conversation with this person alone. */
export function directWith(state: AppState, name: string): ConversationView | null {
  const direct = ({ name: title, members, left }: ConversationView) =>
    title === null && !left && members.length === 1 && members[0] === name;
  return state.conversations.find(direct) ?? null;
}

/** What a conversation is called. */
export const titleOf = ({ name, members }: ConversationView): string => name ?? members.join(", ");

/** Everybody and everything to talk in, what moved last first; people without a word yet behind them. */
export function threadsOf(state: AppState): readonly Thread[] {
  const people = state.people.map((person) => {
    const conversation = directWith(state, person.name);
    const href = pathOf(
      conversation === null ? { at: "person", name: person.name } : { at: "conversation", id: conversation.id },
    );
    return { key: `p ${person.name}`, title: person.name, href, person, conversation, ...newsOf(conversation) };
  });
  const shown = new Set(people.map(({ conversation }) => conversation?.id));
  const groups = state.conversations
    .filter(({ id, messages, members }) => !shown.has(id) && (messages.length > 0 || members.length > 0))
    .map((conversation) => ({
      key: `c ${conversation.id}`,
      title: titleOf(conversation),
      href: pathOf({ at: "conversation", id: conversation.id }),
      person: null,
      conversation,
      ...newsOf(conversation),
    }));
  return [...people, ...groups].sort((a, b) => (b.last?.atMs ?? 0) - (a.last?.atMs ?? 0));
}

function newsOf(conversation: ConversationView | null): Pick<Thread, "last" | "waiting"> {
  const messages = conversation?.messages ?? [];
  const waiting = messages.filter(
    ({ outgoing, content }) => !outgoing && content.kind === "copy" && content.stage === "new",
  );
  return { last: messages.at(-1) ?? null, waiting: waiting.length };
}
