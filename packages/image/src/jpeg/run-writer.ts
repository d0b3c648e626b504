/**
 * The entropy-coded bytes of one variant: runs of MCUs between restart markers, each ending on a whole byte. Where run
 * `i` lies: from `starts[i]` up to `starts[i + 1]`. Markers are not stored; their numbers follow from the position.
 */
export interface Runs {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
}

/**
 * Packs codes into runs. A code is one number, `bits << 5 | length` with at most 26 bits, so that a block coded once
 * can be written into two variants by copying numbers.
 */
export class RunWriter {
  private bytes: Uint8Array;
  private at = 0;
  private accumulator = 0;
  private free = 32;
  private readonly starts: Uint32Array;
  private runs = 0;

  constructor(size: { expectedBytes: number; runs: number }) {
    this.bytes = new Uint8Array(size.expectedBytes);
    this.starts = new Uint32Array(size.runs + 1);
  }

  /** Appends `count` codes, stuffing a zero after each 0xFF. */
  write(codes: Uint32Array, count: number): void {
    this.reserve(count * 8 + 16);
    const bytes = this.bytes;
    let at = this.at;
    let accumulator = this.accumulator;
    let free = this.free;
    for (let i = 0; i < count; i++) {
      const code = codes[i]!;
      const bits = code >>> 5;
      const length = code & 31;
      if (length < free) {
        accumulator = (accumulator << length) | bits;
        free -= length;
        continue;
      }
      const rest = length - free;
      accumulator = (free === 32 ? 0 : accumulator << free) | (bits >>> rest);
      // No byte is 0xFF exactly when adding one to each carries out of none.
      if ((accumulator & 0x80808080 & ~(accumulator + 0x01010101)) === 0) {
        bytes[at] = accumulator >>> 24;
        bytes[at + 1] = accumulator >>> 16;
        bytes[at + 2] = accumulator >>> 8;
        bytes[at + 3] = accumulator;
        at += 4;
      } else {
        for (let shift = 24; shift >= 0; shift -= 8) {
          const byte = (accumulator >>> shift) & 255;
          bytes[at++] = byte;
          if (byte === 255) bytes[at++] = 0;
        }
      }
      free = 32 - rest;
      // The bits above `rest` are already written and leave the top before the next flush.
      accumulator = bits;
    }
    this.at = at;
    this.accumulator = accumulator;
    this.free = free;
  }

  /** Ends a run: pads the last byte with ones, as T.81 F.1.2.3 asks. */
  endRun(): void {
    this.reserve(16);
    let used = 32 - this.free;
    let accumulator = used === 0 ? 0 : this.accumulator << this.free;
    while (used > 0) {
      let byte = accumulator >>> 24;
      if (used < 8) byte |= 255 >> used;
      this.bytes[this.at++] = byte;
      if (byte === 255) this.bytes[this.at++] = 0;
      accumulator <<= 8;
      used -= 8;
    }
    this.accumulator = 0;
    this.free = 32;
    this.starts[++this.runs] = this.at;
  }

  finish(): Runs {
    return { bytes: this.bytes.subarray(0, this.at), starts: this.starts };
  }

  private reserve(more: number): void {
    if (this.at + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.at + more));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
  }
}
