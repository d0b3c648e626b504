import { WhosecopyError } from "@whosecopy/protocol";
import type { ClientContext } from "../context.ts";
import type { Attachment } from "../copy/attachments.ts";
import { type CopyContent, textContent } from "../copy/copy-content.ts";

/** What the copies of a stored attachment hold, made again from what was stored. */
export async function contentOf(_context: ClientContext, attachment: Attachment): Promise<CopyContent> {
  const { content } = attachment;
  if (content.kind === "text") return textContent(content.text);
  await Promise.resolve();
  throw new WhosecopyError("internal", "pictures come next");
}
