import { WhosecopyError } from "@whosecopy/protocol";

/** A file that is read piece by piece, so that a video of any size needs little memory. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number;
  /**
   * The bytes from `offset`, `length` of them or as many as there are before the end. The caller must not change them.
   * @throws WhosecopyError "file-unreadable" when the disk fails.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A file that is in memory already. */
export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) =>
      Promise.resolve(bytes.subarray(Math.min(offset, bytes.length), Math.min(offset + length, bytes.length))),
  };
}

/** A part of a file as a file of its own. Clipped to what there is. */
export function partOf(source: ByteSource, offset: number, length = Infinity): ByteSource {
  const start = Math.max(0, Math.min(offset, source.size));
  const size = Math.max(0, Math.min(length, source.size - start));
  return {
    size,
    read: (at, wanted) => source.read(start + Math.min(at, size), Math.max(0, Math.min(wanted, size - at))),
  };
}

/**
 * A part that has to fit in memory.
 * @param most bytes; a part over this is refused, so that a lying length can't exhaust memory.
 * @throws WhosecopyError "file-damaged" when the file ends before, "file-too-large" when it is more than `most`.
 */
export async function readExactly(
  source: ByteSource,
  offset: number,
  length: number,
  most = 64e6,
): Promise<Uint8Array> {
  if (length > most) throw new WhosecopyError("file-too-large", `a part of ${String(length)} bytes`);
  const bytes = await source.read(offset, length);
  if (bytes.length !== length) throw new WhosecopyError("file-damaged", "the file ends in the middle of something");
  return bytes;
}
