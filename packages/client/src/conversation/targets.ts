import { fromBase64url, WhosecopyError } from "@whosecopy/protocol";
import { requirePeople } from "../account/contacts.ts";
import type { StoreReader } from "../store/client-store.ts";
import type { ContentIntent } from "./intents.ts";
import { conversationRecords, requireConversation } from "./records.ts";

/** Who something is for: people by name, each in their own conversation; or one conversation, by id or name. */
export type Recipients =
  | { readonly to: readonly string[]; readonly conversation?: never }
  | { readonly conversation: string; readonly to?: never };

/** @throws WhosecopyError "contact-unknown", "not-found", "not-a-member", "bad-input" */
export async function targetsOf(
  reader: StoreReader,
  recipients: Recipients,
): Promise<readonly ContentIntent["target"][]> {
  if (recipients.conversation !== undefined) {
    return [{ kind: "conversation", id: await conversationId(reader, recipients.conversation) }];
  }
  const people = await requirePeople(reader, recipients.to);
  return people.map(({ acct }) => ({ kind: "person", acct }));
}

/** The conversation that a person means: its id as shown, or its name when only one has it. */
export async function conversationId(reader: StoreReader, idOrName: string): Promise<Uint8Array> {
  const bytes = fromBase64url(idOrName);
  if (bytes?.length === 16 && (await conversationRecords.get(reader, bytes)) !== undefined) {
    return (await requireConversation(reader, bytes)).id;
  }
  const named = (await conversationRecords.list(reader)).filter(({ name }) => name === idOrName);
  const [only] = named;
  if (only === undefined) throw new WhosecopyError("not-found", "no such conversation");
  if (named.length > 1) throw new WhosecopyError("bad-input", "several conversations have this name: use the id");
  return (await requireConversation(reader, only.id)).id;
}
