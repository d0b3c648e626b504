import { digest } from "@whosecopy/crypto";
import { type Capacity, openMosaic } from "@whosecopy/marks";
import { utf8, WhosecopyError } from "@whosecopy/protocol";
import type { Clock } from "../clock.ts";
import { type EncodedPicture, encodePicture, type PictureTools } from "../picture/encode-picture.ts";
import { pictureContent } from "../picture/picture-content.ts";
import { newRecord, type RecordProtection } from "./mark-record.ts";

export interface MarkedCopies {
  /** One standard JPEG for each name, in their order. */
  readonly copies: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** What `traceWithRecord` needs; keep it secret: it holds everybody's code word. */
  readonly record: Uint8Array;
  readonly capacity: Capacity;
  readonly psnrDb: number;
}

/** The person of protocol 3.3 for a name in a record. */
export function personOfName(name: string): Uint8Array {
  return digest("record-person", utf8(name.normalize("NFC")));
}

/**
 * Marks a picture for people by name, without any server: one copy for each, and the record that tells them apart. The copies
 * are made exactly as those of a sent picture are.
 *
 * @throws WhosecopyError "image-..." when it can't be marked, "bad-input" for no names or the same name twice, "cancelled"
 */
export async function markForNames(
  tools: PictureTools & { readonly clock: Clock },
  params: RecordProtection & {
    readonly bytes: Uint8Array;
    readonly names: readonly string[];
    /** Of the JPEGs, 1 to 100; default 90. */
    readonly quality?: number;
    readonly allowUntraceable?: boolean;
    /** 0 to 1. */
    readonly onProgress?: (done: number) => void;
    readonly signal?: AbortSignal;
  },
): Promise<MarkedCopies> {
  const { names, onProgress, signal, passphrase, passphraseCost } = params;
  const distinct = new Set(names.map((name) => name.normalize("NFC")));
  if (names.length === 0 || distinct.size !== names.length || distinct.has("")) {
    throw new WhosecopyError("bad-input", "names must be given, each once");
  }
  const cancel = signal === undefined ? {} : { signal };
  const encodingShare = 1 / (1 + names.length / 4);
  const encoded = await encodePicture(tools, {
    ...params,
    people: names.length,
    onProgress: (done) => onProgress?.(done * encodingShare),
  });
  const copies: { name: string; bytes: Uint8Array }[] = [];
  const content = contentOfEncoded(encoded);
  for (const name of names) {
    const bytes = await openMosaic({
      blob: encoded.sealed.blob,
      bundle: content.forPerson(personOfName(name)).bundle,
      attId: encoded.attId,
      mosaicRoot: encoded.sealed.mosaicRoot,
      primitives: tools.primitives,
      ...cancel,
    });
    copies.push({ name, bytes });
    onProgress?.(encodingShare + ((1 - encodingShare) * copies.length) / names.length);
  }
  const fresh = {
    v: 1 as const,
    attId: encoded.attId,
    attachmentSecret: encoded.attachmentSecret,
    names: [...names],
    reference: encoded.mark.reference,
    attempts: 0,
    createdAtMs: tools.clock.nowMs(),
  };
  const protection = {
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(passphraseCost === undefined ? {} : { passphraseCost }),
    ...cancel,
  };
  const made = await newRecord(fresh, protection, tools.random);
  return {
    copies,
    record: made.write(made.record),
    capacity: encoded.mark.capacityFor(names.length),
    psnrDb: encoded.sealed.psnrDb,
  };
}

function contentOfEncoded({ attId, attachmentSecret, mosaicKey, mark, sealed }: EncodedPicture) {
  const { mosaicRoot, grid } = sealed;
  const { collusion } = mark;
  return pictureContent({ attId, attachmentSecret, mosaicKey, mosaicRoot, tiles: grid.count, collusion });
}
