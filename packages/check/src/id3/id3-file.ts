import { latin } from "../icc/profile.ts";
import type { ByteSource } from "../source/byte-source.ts";

/** One frame of an ID3v2 tag. */
export interface Id3Frame {
  /** Four letters; those of ID3v2.2 have three. */
  readonly id: string;
  readonly data: Uint8Array;
  /** Compressed or encrypted: the data are not to be read as they stand. */
  readonly packed: boolean;
}

/** How much of a tag is read; covers run to megabytes, nothing else does. */
const mostOfTag = 32e6;

/** Length of the ID3v2 tag at an offset, head and foot included (ID3v2.4.0 structure, section 3); 0 when there is none. */
export async function id3v2Length(file: ByteSource, offset: number): Promise<number> {
  const head = await file.read(offset, 10);
  if (head.length < 10 || latin(head, 0, 3) !== "ID3" || head[3]! < 2 || head[3]! > 4) return 0;
  if (head.subarray(6).some((byte) => byte > 0x7f)) return 0;
  return Math.min(file.size - offset, 10 + synchsafe(head, 6) + ((head[5]! & 0x10) === 0 ? 0 : 10));
}

/** The frames of the tag at an offset, as far as they can be read. `whole` is false when there is more that can't. */
export async function readId3v2(
  file: ByteSource,
  offset: number,
  step: () => void,
): Promise<{ frames: Id3Frame[]; whole: boolean }> {
  const length = await id3v2Length(file, offset);
  const tag = await file.read(offset, Math.min(length, mostOfTag));
  const [version, flags] = [tag[3]!, tag[5]!];
  let body = tag.subarray(10);
  if ((flags & 0x80) !== 0 && version < 4) body = undoUnsynchronisation(body);
  let at = 0;
  if ((flags & 0x40) !== 0 && body.length >= 4) at = version === 3 ? 4 + bigEndian(body, 0, 4) : synchsafe(body, 0);
  const headBytes = version === 2 ? 6 : 10;
  const frames: Id3Frame[] = [];
  while (at + headBytes <= body.length && body[at] !== 0) {
    step();
    const id = latin(body, at, version === 2 ? 3 : 4);
    const size = frameSize(body, at, version);
    const end = at + headBytes + size;
    if (!/^[A-Z0-9]{3,4}$/u.test(id) || end > body.length) return { frames, whole: false };
    frames.push(
      frameOf({ id, version, head: body.subarray(at, at + headBytes), data: body.subarray(at + headBytes, end) }),
    );
    at = end;
  }
  return { frames, whole: length <= mostOfTag };
}

function frameSize(body: Uint8Array, at: number, version: number): number {
  if (version === 2) return bigEndian(body, at + 3, 3);
  return version === 4 ? synchsafe(body, at + 4) : bigEndian(body, at + 4, 4);
}

function frameOf(params: { id: string; version: number; head: Uint8Array; data: Uint8Array }): Id3Frame {
  const { id, version, head } = params;
  let { data } = params;
  if (version === 2) return { id, data, packed: false };
  const format = head[9]!;
  const packed = (format & (version === 4 ? 0x0c : 0xc0)) !== 0;
  // A data length indicator stands before the data (ID3v2.4.0 structure, section 4.1.2).
  if (version === 4 && (format & 0x01) !== 0) data = data.subarray(4);
  if (version === 4 && (format & 0x02) !== 0) data = undoUnsynchronisation(data);
  return { id, data, packed };
}

function synchsafe(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = 0; i < 4; i++) value = value * 128 + ((bytes[at + i] ?? 0) & 0x7f);
  return value;
}

function bigEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

/** Every FF 00 was FF (ID3v2.4.0 structure, section 6.1). */
function undoUnsynchronisation(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    out[length++] = bytes[i]!;
    if (bytes[i] === 0xff && bytes[i + 1] === 0) i++;
  }
  return out.subarray(0, length);
}
