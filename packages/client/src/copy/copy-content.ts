import { padmeLength } from "@whosecopy/crypto";
import { concatBytes, u32be, utf8, WhosecopyError } from "@whosecopy/protocol";

/** What the copies of one attachment hold: made once per attachment, asked for each person. */
export interface CopyContent {
  readonly form: 0 | 1;
  /** The commitments of a marked picture; null for form 0. */
  readonly mosaicRoot: Uint8Array | null;
  readonly lawCommitment: Uint8Array | null;
  /** The bundle that the person's copy key seals, and the commitment to their code word. The same whenever it is asked for. */
  forPerson(acct: Uint8Array): { readonly bundle: Uint8Array; readonly wordCommitment: Uint8Array | null };
}

const textForm = 0;
const headerLength = 5;
const shortestText = 256;

/** A text as the bundle of form 0: form ‖ u32 length ‖ UTF-8 ‖ zeros, so that the host learns little of its length. */
export function textContent(text: string): CopyContent {
  const bytes = utf8(text);
  const length = Math.max(shortestText, padmeLength(headerLength + bytes.length));
  const padding = new Uint8Array(length - headerLength - bytes.length);
  const bundle = concatBytes(Uint8Array.of(textForm), u32be(bytes.length), bytes, padding);
  return {
    form: 0,
    mosaicRoot: null,
    lawCommitment: null,
    forPerson: () => ({ bundle, wordCommitment: null }),
  };
}

/** Takes the text out of a bundle of form 0. @throws WhosecopyError "copy-damaged" */
export function readTextBundle(bundle: Uint8Array): Uint8Array {
  const length = bundle.length < headerLength ? -1 : new DataView(bundle.buffer, bundle.byteOffset).getUint32(1);
  const end = headerLength + length;
  const fits = bundle[0] === textForm && length >= 0 && end <= bundle.length;
  if (!fits || bundle.subarray(end).some((byte) => byte !== 0)) {
    throw new WhosecopyError("copy-damaged", "not a bundle of form 0");
  }
  return bundle.slice(headerLength, end);
}
