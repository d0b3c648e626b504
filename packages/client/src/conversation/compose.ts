import { encodeCanonical, type MessageContent } from "@whosecopy/protocol";
import { requireSelf } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import type { UnitOfWork } from "../store/unit-of-work.ts";
import { type ContentIntent, intentRecords, takeOrder } from "./intents.ts";
import { addMessage, type StoredContent } from "./messages.ts";

/** Writes a message of ours and the intent to send it; returns the message's number. */
export async function compose(
  unit: UnitOfWork,
  params: {
    readonly target: ContentIntent["target"];
    readonly content: MessageContent;
    readonly shownAs: StoredContent;
  },
): Promise<number> {
  const self = await requireSelf(unit);
  const { target, content, shownAs } = params;
  const message = await addMessage(unit, {
    conversation: target.kind === "conversation" ? target.id : null,
    from: self.acct,
    fromDevice: self.device,
    outgoing: true,
    contentId: content.id,
    sentAtMs: content.at,
    acceptedAtMs: null,
    epoch: 0,
    content: shownAs,
    state: "sending",
    error: null,
    copyState: null,
  });
  const order = await takeOrder(unit);
  unit.write(
    intentRecords.put({
      kind: "content",
      order,
      target,
      content: encodeCanonical(content),
      message: message.number,
    }),
  );
  return message.number;
}

/** The parts that every message begins with. */
export function newContent(context: ClientContext): { readonly v: 1; readonly id: Uint8Array; readonly at: number } {
  return { v: 1, id: context.random.bytes(16), at: context.clock.nowMs() };
}
