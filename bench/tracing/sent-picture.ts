import { nodePictureTools } from "@whosecopy/client/node";
import { prg, sha256 } from "@whosecopy/crypto";
import { decodePicture, type Picture } from "@whosecopy/image";
import {
  deriveEncodingKeys,
  makeBundle,
  openMosaic,
  type PreparedMark,
  prepareMark,
  type SealedMosaic,
  sealMosaic,
  type TracedEncoding,
} from "@whosecopy/marks";
import { utf8 } from "@whosecopy/protocol";

export const tools = nodePictureTools();

/** A picture sent to eight people, by the product's own steps. */
export interface SentPicture {
  readonly mark: PreparedMark;
  readonly sealed: SealedMosaic;
  readonly encoding: TracedEncoding;
  /** The file that a person opens; anybody, also one who never got a word. */
  readonly fileOf: (person: Uint8Array) => Promise<Uint8Array>;
  readonly copyOf: (person: Uint8Array) => Promise<Picture>;
}

export function personNamed(name: string): Uint8Array {
  return sha256(utf8(`person ${name}`));
}

export const eightPersons = ["Ana", "Ben", "Chloe", "Dan", "Eve", "Finn", "Gus", "Hana"].map(personNamed);

/** The same `seed` gives the same words and the same pattern. */
export async function sendPicture(picture: Picture, seed: string): Promise<SentPicture> {
  const bytes = prg(sha256(utf8(`tracing benchmark ${seed}`)), 80);
  const attachmentSecret = bytes.subarray(0, 32);
  const mosaicKey = bytes.subarray(32, 64);
  const attId = bytes.subarray(64);
  const keys = deriveEncodingKeys(attachmentSecret, attId);
  const mark = prepareMark({ picture, keys });
  const { pattern } = mark;
  const { primitives, codecs } = tools;
  const sealed = await sealMosaic({
    picture,
    pattern,
    usable: pattern.usable,
    attachmentSecret,
    attId,
    mosaicKey,
    primitives,
  });
  const fileOf = (person: Uint8Array): Promise<Uint8Array> => {
    const bundle = makeBundle({ keys, mosaicKey, word: mark.wordOf(person) });
    return openMosaic({ blob: sealed.blob, bundle, attId, mosaicRoot: sealed.mosaicRoot, primitives });
  };
  return {
    mark,
    sealed,
    encoding: { id: seed, reference: mark.reference, keys, persons: eightPersons },
    fileOf,
    copyOf: async (person) => decodePicture(await fileOf(person), { codecs }),
  };
}
