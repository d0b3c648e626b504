import { prg } from "@whosecopy/crypto";
import { decodePicture, type Picture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";
import { toBase64url, utf8 } from "@whosecopy/protocol";
import { deriveEncodingKeys } from "../../encoding-keys.ts";
import { makeBundle } from "../../mosaic/bundle.ts";
import { openMosaic } from "../../mosaic/open-mosaic.ts";
import { sealMosaic } from "../../mosaic/seal-mosaic.ts";
import { type PreparedMark, prepareMark } from "../../prepare-mark.ts";
import { nodeRegistrar } from "../../node/index.ts";
import { type TracedEncoding, traceLeak } from "../trace-leak.ts";
import type { TraceResult } from "../trace-result.ts";

/** A picture sent to some people, by the same steps as in the product. */
export interface SentPicture {
  readonly mark: PreparedMark;
  readonly psnrDb: number;
  readonly encoding: TracedEncoding;
  /** The copy that a person opens; anybody, also one who never got a word. */
  copyOf(person: Uint8Array): Promise<Picture>;
}

export function testPerson(name: string): Uint8Array {
  return utf8(`person ${name}`);
}

/** The eight names of the tests. */
export const eightPersons = ["Ana", "Ben", "Chloe", "Dan", "Eve", "Finn", "Gus", "Hana"].map((name) =>
  testPerson(name),
);

export async function sendPicture(params: {
  picture: Picture;
  secret: number;
  persons?: readonly Uint8Array[];
}): Promise<SentPicture> {
  const { picture, secret, persons = eightPersons } = params;
  const bytes = prg(new Uint8Array(32).fill(secret), 80);
  const attachmentSecret = bytes.subarray(0, 32);
  const mosaicKey = bytes.subarray(32, 64);
  const attId = bytes.subarray(64);
  const keys = deriveEncodingKeys(attachmentSecret, attId);
  const mark = prepareMark({ picture, keys });
  const { usable } = mark.pattern;
  const sealed = await sealMosaic({ picture, pattern: mark.pattern, usable, attachmentSecret, attId, mosaicKey });
  return {
    mark,
    psnrDb: sealed.psnrDb,
    encoding: { id: toBase64url(attId), reference: mark.reference, keys, persons },
    async copyOf(person) {
      const bundle = makeBundle({ keys, mosaicKey, word: mark.wordOf(person) });
      const jpeg = await openMosaic({ blob: sealed.blob, bundle, attId, mosaicRoot: sealed.mosaicRoot });
      return decodePicture(jpeg, { codecs: nodeCodecs });
    },
  };
}

/** Traces with everything real; attempts count up from 1 within the call. */
export function trace(leak: Picture, encodings: readonly TracedEncoding[]): Promise<TraceResult> {
  let attempts = 0;
  const nextAttempt = () => Promise.resolve(++attempts);
  return traceLeak({ leak, encodings, registrar: nodeRegistrar, codecs: nodeCodecs, nextAttempt });
}
