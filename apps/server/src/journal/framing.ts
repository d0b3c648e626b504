import { nodeSha256 } from "@whosecopy/crypto/node";
import { concatBytes, equalBytes, u32be, utf8, WhosecopyError } from "@whosecopy/protocol";

/**
 * A segment is a chain of frames: u32 length ‖ payload ‖ digest, where digest = SHA-256(the digest before ‖ payload) and the
 * one before the first is SHA-256 of the segment's name. A changed, missing or exchanged frame breaks every later one.
 */
export interface Frame {
  readonly payload: Uint8Array;
  readonly digest: Uint8Array;
}

const digestLength = 32;
/** The longest record tells of 10,000 copies taken back at once, with their receipt: less than 1 MiB. */
const longestPayload = 2 * 1_048_576;

/** What the first frame's digest starts from. */
export function chainStart(segment: string): Uint8Array {
  return nodeSha256(utf8(segment));
}

/** Links a payload to the chain. */
export function frameAfter(previous: Uint8Array, payload: Uint8Array): Frame {
  return { payload, digest: nodeSha256(previous, payload) };
}

/** A frame as it lies in the file. */
export function frameBytes(frame: Frame): Uint8Array {
  return concatBytes(u32be(frame.payload.length), frame.payload, frame.digest);
}

/**
 * Reads a segment as far as it goes.
 *
 * A last frame that is cut short or doesn't fit is what a crash leaves in the middle of a write: nothing was answered on
 * its strength, so it is left out. Anything wrong before that is damage.
 *
 * @returns the whole frames, and whether something after them is damaged
 */
export function readFramesLeniently(
  segment: string,
  file: Uint8Array,
): { readonly frames: Frame[]; readonly damaged: boolean } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const frames: Frame[] = [];
  let digest = chainStart(segment);
  let at = 0;
  while (at < file.length) {
    const rest = file.length - at;
    const length = rest < 4 ? 0 : view.getUint32(at);
    const end = at + 4 + length + digestLength;
    if (length === 0 || end > file.length) {
      const zeros = file.subarray(at).every((byte) => byte === 0);
      return { frames, damaged: length > longestPayload || (length === 0 && rest >= 4 && !zeros) };
    }
    const payload = file.slice(at + 4, at + 4 + length);
    const frame = frameAfter(digest, payload);
    if (!equalBytes(frame.digest, file.subarray(end - digestLength, end))) {
      const isLast = file.subarray(end).every((byte) => byte === 0);
      return { frames, damaged: !isLast };
    }
    frames.push(frame);
    digest = frame.digest;
    at = end;
  }
  return { frames, damaged: false };
}

/**
 * Reads a segment.
 *
 * @throws WhosecopyError "store-damaged"
 */
export function readFrames(segment: string, file: Uint8Array): Frame[] {
  const { frames, damaged } = readFramesLeniently(segment, file);
  if (damaged) throw new WhosecopyError("store-damaged", `segment ${segment} of the release journal is damaged`);
  return frames;
}
