import { type CheckedCopy, openEnvelope, readPairSecret, type SenderShare, sha256 } from "@whosecopy/crypto";
import { equalBytes, jsonBytes, toId32, WhosecopyError } from "@whosecopy/protocol";
import { prekeySecret } from "../account/prekeys.ts";
import type { Self } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import type { CopyAnswer } from "./received.ts";

/**
 * S_a out of this device's envelope (protocol 3.4).
 *
 * @throws WhosecopyError "copy-damaged", the same for whatever is wrong; "not-found" when the copy has no envelope for
 * this device, or the prekey that it was sealed to has been erased
 */
export async function readSenderShare(
  context: ClientContext,
  params: { readonly self: Self; readonly checked: CheckedCopy; readonly answer: CopyAnswer },
): Promise<SenderShare> {
  const { self, checked } = params;
  const { envelope, pair } = params.answer;
  if (envelope === null || pair === null || envelope.device !== toId32(self.device)) {
    throw new WhosecopyError("not-found", "the copy has no envelope for this device");
  }
  const enc = jsonBytes(pair.enc);
  if (pair.id !== envelope.pair || !equalBytes(sha256(enc), jsonBytes(pair.id))) {
    throw new WhosecopyError("copy-damaged", "the envelope's pair is another one");
  }
  const prekeyId = jsonBytes(envelope.cpkId);
  const secret = await prekeySecret(context.store, prekeyId);
  if (secret === undefined) throw new WhosecopyError("not-found", "the prekey of this envelope has been erased");
  const { suite } = envelope;
  const pairSecret = await readPairSecret({
    senderDevice: checked.core.sender.device,
    recipientDevice: self.device,
    prekeyId,
    prekeySecret: secret,
    enc,
    suite,
  });
  return openEnvelope({
    pairSecret,
    copyId: checked.core.copy_id,
    device: self.device,
    coreDigest: checked.coreDigest,
    suite,
    envelope: jsonBytes(envelope.sealed),
  });
}
