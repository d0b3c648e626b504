import { hkdfExpand, hkdfExtract, label } from "@whosecopy/crypto";
import { concatBytes } from "@whosecopy/protocol";

/** What one attachment secret opens up into; each is 32 bytes and has one use. */
export interface EncodingKeys {
  /** Seeds of all tiles' keys, both variants. */
  readonly tileRoot: Uint8Array;
  /** Which of the two places each variant takes. */
  readonly slotSeed: Uint8Array;
  /** The bias of each position of the code. */
  readonly biasSeed: Uint8Array;
  /** The pattern that marks are made of. */
  readonly patternSeed: Uint8Array;
  /** Everybody's code words. */
  readonly wordRoot: Uint8Array;
}

/**
 * The keys of one encoding (protocol 3.2). Needed by whoever marks, grants or traces; never leaves the sender's devices.
 * A new encoding of the same picture takes a new secret and a new id, or keystream would be used twice.
 */
export function deriveEncodingKeys(attachmentSecret: Uint8Array, attId: Uint8Array): EncodingKeys {
  const prk = hkdfExtract(new Uint8Array(0), attachmentSecret);
  const key = (name: string): Uint8Array => hkdfExpand(prk, concatBytes(label(name), attId), 32);
  return {
    tileRoot: key("tile"),
    slotSeed: key("slot"),
    biasSeed: key("bias"),
    patternSeed: key("pattern"),
    wordRoot: key("word"),
  };
}
