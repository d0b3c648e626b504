import { WhosecopyError } from "@whosecopy/protocol";
import type { ClientContext } from "../context.ts";
import { type MessageView, showMessages } from "../conversation/inbox.ts";
import { sendPlainText } from "../conversation/send-message.ts";
import type { Recipients } from "../conversation/targets.ts";
import { unitOfWork } from "../store/unit-of-work.ts";
import { requireSelf } from "../account/self.ts";
import { type Attachment, attachmentRecords, issuedCopyRecords, takeAttachmentNumber } from "./attachments.ts";
import { audienceOf } from "./audience.ts";
import { textContent } from "./copy-content.ts";
import { deliver } from "./deliver.ts";
import { issueCopy } from "./issue.ts";
import { isUnlimited, makePolicy, type PolicyChoice } from "./policy.ts";

const longestText = 60_000;

/**
 * Sends a text: as a plain message, or with limits as one copy per person that is opened and counted like a picture.
 *
 * @throws WhosecopyError "network", "server-unavailable" when it is kept and goes out with the next `sync`;
 * "contact-unknown", "too-large", "bad-input", "state-rolled-back" ... when it is not
 */
export async function sendText(
  context: ClientContext,
  params: Recipients & { readonly text: string; readonly policy?: PolicyChoice; readonly signal?: AbortSignal },
): Promise<readonly MessageView[]> {
  const { text, policy: choice = {}, signal } = params;
  if (text.length === 0) throw new WhosecopyError("bad-input", "an empty text");
  if (text.length > longestText) throw new WhosecopyError("too-large", "a text of more than 60,000 characters");
  if (isUnlimited(choice)) return sendPlainText(context, params);
  const policy = makePolicy(choice, context.clock.nowMs());
  const content = textContent(text);
  const attachment = await context.lock.run(async () => {
    const readers = await audienceOf(context, params, signal);
    const self = await requireSelf(context.store);
    const attId = context.random.bytes(16);
    const copies = [];
    for (const reader of readers) {
      copies.push(await issueCopy(context, { self, attId, ...reader, policy, content }));
    }
    const unit = unitOfWork(context.store);
    const made: Attachment = {
      number: await takeAttachmentNumber(unit),
      attId,
      createdAtMs: context.clock.nowMs(),
      stage: "sending",
      media: "text/plain",
      name: null,
      caption: null,
      content: { kind: "text", text },
    };
    unit.write(attachmentRecords.put(made), ...copies.map((copy) => issuedCopyRecords.put(attId, copy)));
    await unit.commit();
    return made;
  });
  const numbers = await deliver(context, { attachment, content, ...(signal === undefined ? {} : { signal }) });
  return showMessages(context, numbers);
}
