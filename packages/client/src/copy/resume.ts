import { type ErrorCode, WhosecopyError } from "@whosecopy/protocol";
import type { ClientContext } from "../context.ts";
import { mayPass } from "../conversation/flush.ts";
import { contentOf } from "../picture/picture-content.ts";
import { attachmentRecords } from "./attachments.ts";
import { deliver } from "./deliver.ts";

/**
 * Goes on with sends that were interrupted, with the bytes that were stored then.
 *
 * @returns why some of them can't be delivered, ever
 */
export async function resumeDeliveries(context: ClientContext, signal?: AbortSignal): Promise<readonly ErrorCode[]> {
  const refused: ErrorCode[] = [];
  for (const attachment of await attachmentRecords.list(context.store)) {
    if (attachment.stage !== "sending") continue;
    try {
      const content = contentOf(attachment);
      await deliver(context, { attachment, content, ...(signal === undefined ? {} : { signal }) });
    } catch (error) {
      if (!(error instanceof WhosecopyError) || mayPass(error)) throw error;
      refused.push(error.code);
    }
  }
  return refused;
}
