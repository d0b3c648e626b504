import { toId16, WhosecopyError } from "@whosecopy/protocol";
import * as v from "valibot";
import { readLeafIdentity } from "../account/leaf-credential.ts";
import type { ClientContext } from "../context.ts";
import type { GroupState } from "../group/group-engine.ts";
import { bytes16, bytes32, text, whole } from "../store/fields.ts";
import type { StoreReader } from "../store/client-store.ts";
import { bytesTable, table } from "../store/table.ts";

/** A conversation as this device knows it. Changed under the client's lock. */
const Conversation = v.strictObject({
  id: bytes16,
  name: v.nullable(text),
  createdAtMs: whole,
  createdBy: bytes32,
  /** "creating": our first commit has not been accepted. "left": this device was removed. */
  state: v.picklist(["creating", "active", "left"]),
  epoch: whole,
});
export type Conversation = v.InferOutput<typeof Conversation>;

const conversations = table("conversation", Conversation);
const groupStates = bytesTable("group-state");

export const conversationRecords = {
  get: (reader: StoreReader, id: Uint8Array) => conversations.get(reader, toId16(id)),
  put: (conversation: Conversation) => conversations.put(toId16(conversation.id), conversation),
  remove: (id: Uint8Array) => conversations.remove(toId16(id)),
  async list(reader: StoreReader): Promise<readonly Conversation[]> {
    return (await conversations.list(reader)).map(({ value }) => value);
  },
};

export const groupStateRecords = {
  async get(context: ClientContext, reader: StoreReader, id: Uint8Array): Promise<GroupState> {
    const bytes = await groupStates.get(reader, toId16(id));
    if (bytes === undefined) throw new WhosecopyError("not-a-member", "this device has no state of this conversation");
    return context.groups.loadState(bytes);
  },
  put: (id: Uint8Array, state: GroupState) => groupStates.put(toId16(id), state),
  remove: (id: Uint8Array) => groupStates.remove(toId16(id)),
};

/** One device in a conversation. */
interface MemberDevice {
  readonly acct: Uint8Array;
  readonly device: Uint8Array;
  readonly leafIndex: number;
}

/** Who is in a conversation, by its own state and not by the server's word. */
export function memberDevices(context: ClientContext, state: GroupState): readonly MemberDevice[] {
  return context.groups.members(state).map(({ identity, leafIndex }) => {
    const { acct, device } = readLeafIdentity(identity);
    return { acct, device, leafIndex };
  });
}

/** A conversation that this device is in. @throws WhosecopyError "not-found", "not-a-member" */
export async function requireConversation(reader: StoreReader, id: Uint8Array): Promise<Conversation> {
  const conversation = await conversationRecords.get(reader, id);
  if (conversation === undefined) throw new WhosecopyError("not-found", "no such conversation");
  if (conversation.state === "left") throw new WhosecopyError("not-a-member", "this device is not in it any more");
  return conversation;
}
