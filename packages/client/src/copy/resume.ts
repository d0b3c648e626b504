import { type ErrorCode, WhosecopyError } from "@whosecopy/protocol";
import type { ClientContext } from "../context.ts";
import { mayPass } from "../conversation/flush.ts";
import { loaded } from "../loaded.ts";
import { type Attachment, attachmentRecords } from "./attachments.ts";
import { type CopyContent, textContent } from "./copy-content.ts";
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
      const content = await contentOf(attachment);
      await deliver(context, { attachment, content, ...(signal === undefined ? {} : { signal }) });
    } catch (error) {
      if (!(error instanceof WhosecopyError) || mayPass(error)) throw error;
      refused.push(error.code);
    }
  }
  return refused;
}

/** What the copies of a stored attachment hold, made again from what was stored. */
async function contentOf({ attId, content }: Attachment): Promise<CopyContent> {
  if (content.kind === "text") return textContent(content.text);
  const { pictureContent } = await loaded(() => import("../picture/picture-content.ts"));
  return pictureContent({ attId, ...content });
}
