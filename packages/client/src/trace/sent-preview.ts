import { traceReferencePicture } from "@whosecopy/marks";
import { WhosecopyError } from "@whosecopy/protocol";
import type { ClientContext } from "../context.ts";
import { traceReferences } from "../copy/attachments.ts";
import { requireSent } from "../copy/sent.ts";

/**
 * A picture that was sent, as its sender keeps it for tracing: a small grey JPEG without a mark, of the whole picture. Nothing is
 * asked of the server.
 *
 * @throws WhosecopyError "not-found" when nothing was sent under this id, or no picture
 */
export async function sentPreview(context: ClientContext, id: string): Promise<Uint8Array> {
  const { attId } = await requireSent(context.store, id);
  const reference = await traceReferences.get(context.store, attId);
  if (reference === undefined) throw new WhosecopyError("not-found", "no picture is kept of this");
  return traceReferencePicture(reference);
}
