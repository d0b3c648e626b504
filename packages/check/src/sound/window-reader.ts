import type { ByteSource } from "../source/byte-source.ts";

/** Reads small things at growing offsets without asking the disk for each of them. */
export interface WindowReader {
  /** `length` bytes from `offset`, fewer at the end of the file. Valid until the next call. */
  at(offset: number, length: number): Promise<Uint8Array>;
}

export function windowReader(file: ByteSource, windowBytes = 1 << 18): WindowReader {
  let start = 0;
  let window = new Uint8Array(0);
  return {
    async at(offset, length) {
      if (offset < start || offset + length > start + window.length) {
        start = offset;
        window = Uint8Array.from(await file.read(offset, Math.max(length, windowBytes)));
      }
      return window.subarray(offset - start, offset - start + length);
    },
  };
}
