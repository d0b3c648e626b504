import type { Capacity } from "@whosecopy/marks";
import { WhosecopyError } from "@whosecopy/protocol";
import { requireSelf } from "../account/self.ts";
import type { ClientContext } from "../context.ts";
import { type MessageView, showMessages } from "../conversation/inbox.ts";
import type { Recipients } from "../conversation/targets.ts";
import {
  type Attachment,
  attachmentRecords,
  issuedCopyRecords,
  takeAttachmentNumber,
  traceReferences,
} from "../copy/attachments.ts";
import { audienceOf } from "../copy/audience.ts";
import { deliver } from "../copy/deliver.ts";
import { issueCopy } from "../copy/issue.ts";
import { makePolicy, type PolicyChoice } from "../copy/policy.ts";
import { keepBlob } from "../copy/upload.ts";
import { unitOfWork } from "../store/unit-of-work.ts";
import { type EncodedPicture, encodePicture } from "./encode-picture.ts";
import { pictureContent, type PictureSecrets } from "./picture-content.ts";

/** How far a send is; `done` from 0 to 1 within the stage. */
export interface SendProgress {
  readonly stage: "encoding" | "uploading" | "copies" | "messages";
  readonly done: number;
}

export interface SentPicture {
  /** For `status`, `takeBack` and `trace`. */
  readonly id: string;
  /** One for each conversation. */
  readonly messages: readonly MessageView[];
  /** What a leaked copy could prove. */
  readonly capacity: Capacity;
  /** How far the mark is from the unmarked picture. */
  readonly psnrDb: number;
  /** What was uploaded, once, for everybody. */
  readonly blobBytes: number;
}

const longestName = 255;
const longestCaption = 4096;

/**
 * Sends a picture: one encoding, one upload, and one marked copy for each person. Contacts in `to` each get it in the conversation
 * with them alone and don't see each other; `conversation` is a group. Nothing but pixels is taken from the file.
 *
 * @throws WhosecopyError "image-..." when it can't be marked; "contact-unknown", "quota-exceeded" ...; "network",
 * "server-unavailable" when it is kept and goes on with the next `sync`
 */
export async function sendPicture(
  context: ClientContext,
  params: Recipients & {
    readonly bytes: Uint8Array;
    readonly name?: string;
    readonly caption?: string;
    readonly policy?: PolicyChoice;
    /** Of the JPEGs, 1 to 100; default 90. */
    readonly quality?: number;
    /** Send it although no copy of it could be traced. */
    readonly allowUntraceable?: boolean;
    readonly onProgress?: (progress: SendProgress) => void;
    readonly signal?: AbortSignal;
  },
): Promise<SentPicture> {
  const { name = null, caption = null, onProgress, signal } = params;
  if ((name?.length ?? 0) > longestName || (caption?.length ?? 0) > longestCaption) {
    throw new WhosecopyError("too-large", "a name or caption that is too long");
  }
  const policy = makePolicy(params.policy ?? {}, context.clock.nowMs());
  // The people first: a name that is not there should not cost an encoding.
  const people = await context.lock.run(() => audienceOf(context, params, signal));
  const encoded = await encodePicture(context, {
    ...params,
    people: people.length,
    onProgress: (done) => onProgress?.({ stage: "encoding", done }),
  });
  const secrets = secretsOf(encoded);
  const content = pictureContent(secrets);
  // The platform's own, beside this thread: plain JavaScript takes a tenth of a second for it.
  const blobDigest = crypto.subtle.digest("SHA-256", encoded.sealed.blob as Uint8Array<ArrayBuffer>);
  const attachment = await context.lock.run(async () => {
    // Again, as somebody may have come or gone while the picture was encoded.
    const readers = await audienceOf(context, params, signal);
    const self = await requireSelf(context.store);
    const { attId } = secrets;
    const copies = [];
    for (const reader of readers) {
      copies.push(await issueCopy(context, { self, attId, ...reader, policy, content }));
    }
    const unit = unitOfWork(context.store);
    const { blob } = encoded.sealed;
    const made: Attachment = {
      number: await takeAttachmentNumber(unit),
      attId,
      createdAtMs: context.clock.nowMs(),
      stage: "sending",
      media: "image/jpeg",
      name,
      caption,
      content: {
        kind: "picture",
        attachmentSecret: secrets.attachmentSecret,
        mosaicKey: secrets.mosaicKey,
        mosaicRoot: secrets.mosaicRoot,
        tiles: secrets.tiles,
        collusion: secrets.collusion,
        blobBytes: blob.length,
        blobDigest: new Uint8Array(await blobDigest),
        uploaded: false,
      },
    };
    unit.write(
      attachmentRecords.put(made),
      traceReferences.put(attId, encoded.mark.reference),
      ...copies.map((copy) => issuedCopyRecords.put(attId, copy)),
      ...keepBlob(attId, blob),
    );
    await unit.commit();
    return made;
  });
  const numbers = await deliver(context, {
    attachment,
    content,
    onProgress: (stage, done) => onProgress?.({ stage, done }),
    ...(signal === undefined ? {} : { signal }),
  });
  return {
    id: attachmentRecords.idOf(attachment),
    messages: await showMessages(context, numbers),
    capacity: encoded.mark.capacityFor(people.length),
    psnrDb: encoded.sealed.psnrDb,
    blobBytes: encoded.sealed.blob.length,
  };
}

function secretsOf({ attId, attachmentSecret, mosaicKey, mark, sealed }: EncodedPicture): PictureSecrets {
  const { mosaicRoot, grid } = sealed;
  return { attId, attachmentSecret, mosaicKey, mosaicRoot, tiles: grid.count, collusion: mark.collusion };
}
