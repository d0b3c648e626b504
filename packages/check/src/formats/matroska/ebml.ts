import { WhosecopyError } from "@whosecopy/protocol";
import type { WindowReader } from "../../sound/window-reader.ts";

/** One element (RFC 8794): id with its marker bits, and where its content lies. */
export interface EbmlElement {
  readonly id: number;
  /** Of the element. */
  readonly start: number;
  /** Of its content. */
  readonly offset: number;
  /** Of its content; null when it goes on until something that can't be in it. */
  readonly length: number | null;
}

/**
 * @param clip takes what there is of an element that is cut off, as recordings that were broken off end.
 * @returns null where nothing more stands.
 * @throws WhosecopyError "file-damaged".
 */
export async function elementAt(
  reader: WindowReader,
  start: number,
  end: number,
  clip = false,
): Promise<EbmlElement | null> {
  if (start >= end) return null;
  const head = await reader.at(start, Math.min(12, end - start));
  const idBytes = lengthOfNumber(head[0] ?? 0);
  const sizeAt = idBytes;
  const sizeBytes = lengthOfNumber(head[sizeAt] ?? 0);
  if (idBytes === 0 || idBytes > 4 || sizeBytes === 0 || sizeAt + sizeBytes > head.length)
    throw new WhosecopyError("file-damaged", "an element of the Matroska file is damaged");
  let id = 0;
  for (let i = 0; i < idBytes; i++) id = id * 256 + head[i]!;
  let length = head[sizeAt]! & (0xff >> sizeBytes);
  let unknown = length === 0xff >> sizeBytes;
  for (let i = 1; i < sizeBytes; i++) {
    length = length * 256 + head[sizeAt + i]!;
    unknown &&= head[sizeAt + i] === 0xff;
  }
  const offset = start + sizeAt + sizeBytes;
  if (!unknown && offset + length > end) {
    if (clip && offset <= end) return { id, start, offset, length: end - offset };
    throw new WhosecopyError("file-damaged", "an element of the Matroska file is cut off");
  }
  return { id, start, offset, length: unknown ? null : length };
}

/** Bytes of a number by its first one: the place of the highest bit that is set. */
function lengthOfNumber(first: number): number {
  return first === 0 ? 0 : Math.clz32(first) - 23;
}

/** An empty element of a given size in all, at least 2 bytes: its content is zeros. */
export function voidElement(size: number): Uint8Array {
  const out = new Uint8Array(size);
  out[0] = 0xec;
  if (size <= 128) out[1] = 0x80 | (size - 2);
  else {
    out[1] = 0x01;
    let rest = size - 9;
    for (let i = 8; i > 1; i--) {
      out[i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }
  return out;
}
