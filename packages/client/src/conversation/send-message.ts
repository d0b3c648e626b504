import type { MessageContent } from "@whosecopy/protocol";
import { requireNotKnownOld } from "../account/freshness.ts";
import type { ClientContext } from "../context.ts";
import { unitOfWork } from "../store/unit-of-work.ts";
import { advance } from "./advance.ts";
import { compose, newContent } from "./compose.ts";
import { type MessageView, showMessages } from "./inbox.ts";
import { type Recipients, targetsOf } from "./targets.ts";

/**
 * Sends a plain text, end to end encrypted and without limits. It is stored before this tries to send it.
 *
 * @returns one message for each conversation, in the state that it has reached: "sent" is durable on the server
 * @throws WhosecopyError "network", "server-unavailable" when it is kept and goes out with the next `sync`;
 * "state-rolled-back"; "contact-unknown" and the like when nothing was kept
 */
export async function sendPlainText(
  context: ClientContext,
  params: Recipients & { readonly text: string; readonly signal?: AbortSignal },
): Promise<readonly MessageView[]> {
  return context.lock.run(async () => {
    await requireNotKnownOld(context);
    const unit = unitOfWork(context.store);
    const numbers: number[] = [];
    for (const target of await targetsOf(context.store, params)) {
      const content: MessageContent = { ...newContent(context), kind: "text", text: params.text };
      numbers.push(await compose(unit, { target, content, shownAs: { kind: "text", text: params.text } }));
    }
    await unit.commit();
    await advance(context, params.signal);
    return showMessages(context, numbers);
  });
}
