import { type RouteAnswer, type RouteInput, type Routes, WhosecopyError } from "@whosecopy/protocol";
import { accountById } from "./fake-accounts.ts";
import { type FakeCaller, type FakeConversation, type FakeState, mailTo } from "./fake-state.ts";

type In<Name extends keyof Routes> = RouteInput<Routes[Name]>;
type Out<Name extends keyof Routes> = RouteAnswer<Routes[Name]>;

function conversationOf(state: FakeState, id: string): FakeConversation {
  const conversation = state.conversations.get(id);
  if (conversation === undefined) throw new WhosecopyError("not-found", "no such conversation");
  return conversation;
}

/** What commit and sendMessage have in common; null when the same was accepted before. */
function accept(
  state: FakeState,
  params: {
    conversation: FakeConversation;
    caller: FakeCaller;
    messageId: string;
    sendIndex: number;
    epoch: number;
    bytes: string;
  },
): { seq: number; at: number; epoch: number } | null {
  const { conversation, caller, messageId, sendIndex, epoch, bytes } = params;
  const earlier = conversation.done.get(messageId);
  if (earlier !== undefined) {
    if (earlier.bytes !== bytes) throw new WhosecopyError("already-exists", "other bytes under the same message id");
    return null;
  }
  if (!conversation.members.includes(caller.acct)) throw new WhosecopyError("not-a-member", "not in it");
  if (epoch !== conversation.epoch) throw new WhosecopyError("epoch-conflict", "another epoch");
  const account = accountById(state, caller.acct);
  if (sendIndex <= account.sendIndex) throw new WhosecopyError("state-rolled-back", "seen before");
  account.sendIndex = sendIndex;
  conversation.seq += 1;
  const answer = { seq: conversation.seq, at: state.nowMs(), epoch: conversation.epoch };
  conversation.done.set(messageId, { bytes, answer });
  return answer;
}

const answered = (conversation: FakeConversation, messageId: string) => {
  const earlier = conversation.done.get(messageId);
  if (earlier === undefined) throw new WhosecopyError("internal", "not done");
  return earlier.answer;
};

export const fakeConversations = {
  createConversation: (state: FakeState, { body }: In<"createConversation">, caller: FakeCaller) => {
    if (!state.conversations.has(body.conversation)) {
      state.conversations.set(body.conversation, { epoch: 0, seq: 0, members: [caller.acct], done: new Map() });
    }
    return {};
  },

  commit: (state: FakeState, { params, body }: In<"commit">, caller: FakeCaller): Out<"commit"> => {
    const conversation = conversationOf(state, params.conversation);
    const { messageId, sendIndex, epoch, commit: bytes } = body;
    const before = [...conversation.members];
    const accepted = accept(state, { conversation, caller, messageId, sendIndex, epoch, bytes });
    if (accepted === null) return answered(conversation, messageId);
    conversation.epoch += 1;
    accepted.epoch = conversation.epoch;
    conversation.members = conversation.members.filter((member) => !body.remove.some((each) => each === member));
    conversation.members.push(...body.add.filter((each) => !conversation.members.includes(each)));
    const common = { conversation: params.conversation, seq: accepted.seq, at: accepted.at };
    for (const member of before) {
      if (member === caller.acct) continue;
      mailTo(accountById(state, member), {
        ...common,
        kind: "commit",
        messageId,
        epoch,
        acct: caller.acct as never,
        device: caller.device as never,
        bytes,
      });
    }
    for (const { acct, device, keyPackageRef, welcome } of body.welcomes) {
      mailTo(accountById(state, acct), { ...common, kind: "welcome", device, keyPackageRef, bytes: welcome });
    }
    if (body.closeCopies) closeCopies(state, body.remove);
    return accepted;
  },

  sendMessage: (state: FakeState, { params, body }: In<"sendMessage">, caller: FakeCaller): Out<"sendMessage"> => {
    const conversation = conversationOf(state, params.conversation);
    const { messageId, sendIndex, epoch, message: bytes } = body;
    const accepted = accept(state, { conversation, caller, messageId, sendIndex, epoch, bytes });
    if (accepted === null) {
      const { seq, at } = answered(conversation, messageId);
      return { seq, at };
    }
    for (const member of conversation.members) {
      if (member === caller.acct) continue;
      mailTo(accountById(state, member), {
        kind: "message",
        conversation: params.conversation,
        seq: accepted.seq,
        messageId,
        epoch,
        acct: caller.acct as never,
        device: caller.device as never,
        bytes,
        at: accepted.at,
      });
    }
    return { seq: accepted.seq, at: accepted.at };
  },

  sync: (state: FakeState, { query }: In<"sync">, caller: FakeCaller): Out<"sync"> => {
    const { mail, head } = accountById(state, caller.acct);
    const waiting = mail.filter(({ n }) => n > Number(query.after));
    const items = waiting.slice(0, Number(query.limit ?? 100));
    return { items, head, more: items.length < waiting.length };
  },

  acknowledge: (state: FakeState, { body }: In<"acknowledge">, caller: FakeCaller) => {
    const account = accountById(state, caller.acct);
    account.acknowledged = Math.max(account.acknowledged, body.upTo);
    account.mail = account.mail.filter(({ n }) => n > account.acknowledged);
    return {};
  },
};

function closeCopies(state: FakeState, removed: readonly string[]): void {
  for (const copy of state.copies.values()) {
    if (removed.includes(copy.holder) && copy.state === "sent") copy.state = "closed";
  }
}
