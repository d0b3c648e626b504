import type { Client, MessageView } from "@whosecopy/client";
import { equalBytes, WhosecopyError } from "@whosecopy/protocol";
import type { CallOptions } from "../../rpc/frames.ts";
import type { Account } from "./accounts.ts";
import { oneOf } from "./chance.ts";

/**
 * Opens something sent as one of the practice friends who hold a copy; which one is picked by chance and told to nobody. It
 * is a real open by that friend's device, and counts as one.
 *
 * @throws WhosecopyError "not-found" when no practice friend has a copy that can be opened
 */
export async function takeFriendsCopy(
  params: { readonly self: Account; readonly accounts: readonly Account[]; readonly id: string },
  options?: CallOptions<number>,
): Promise<Uint8Array> {
  const { self, accounts, id } = params;
  const sent = (await self.client.inbox()).find((message) => message.id === id);
  if (sent?.content.kind !== "attachment") throw new WhosecopyError("not-found", "nothing was sent with it");
  const { attachment } = sent.content;
  const friends = accounts.filter(({ kind, id: other }) => kind === "practice" && other !== self.id);
  const holders: { readonly client: Client; readonly message: MessageView }[] = [];
  for (const { client } of friends) {
    await client.sync();
    const message = (await client.inbox({ incomingOnly: true })).find((each) => holds(each, attachment));
    if (message !== undefined) holders.push({ client, message });
  }
  const picked = oneOf(holders);
  if (picked === undefined) throw new WhosecopyError("not-found", "no practice friend has a copy that opens");
  const opened = await picked.client.openCopy({
    message: picked.message.id,
    onProgress: (done) => options?.onProgress?.(0.7 * done),
    ...(options?.signal === undefined ? {} : { signal: options.signal }),
  });
  return opened.bytes;
}

function holds({ content }: MessageView, attachment: Uint8Array): boolean {
  if (content.kind !== "attachment" || content.copy === null) return false;
  return equalBytes(content.attachment, attachment) && (content.copy === "new" || content.copy === "opened");
}
