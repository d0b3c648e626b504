import type { Budget } from "../../budget.ts";
import { inflate } from "../../inflate.ts";
import { latin } from "../../icc/profile.ts";
import { joined } from "../../source/joined.ts";
import { viewOf } from "../../exif/tiff-file.ts";

/** What a neutral profile is called in the chunk. */
export const neutralName = "icc";

/** Reads an iCCP chunk: name, method, packed profile. @returns null for a damaged one. */
export async function readIccp(
  content: Uint8Array,
  budget: Budget,
): Promise<{ name: string; profile: Uint8Array } | null> {
  const zero = content.indexOf(0);
  if (zero < 1 || zero > 79) return null;
  const { bytes, whole } = await inflate(content.subarray(zero + 2), budget);
  return whole ? { name: latin(content, 0, zero), profile: bytes } : null;
}

/** An iCCP chunk's content. The profile is stored, not packed, so that the same one always gives the same bytes. */
export function writeIccp(profile: Uint8Array): Uint8Array {
  const name = new TextEncoder().encode(`${neutralName}\0\0`);
  return joined([name, storedZlib(profile)]);
}

/** A zlib stream (RFC 1950) of stored blocks (RFC 1951, 3.2.4). */
function storedZlib(bytes: Uint8Array): Uint8Array {
  const most = 65_535;
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 0x01)];
  for (let at = 0; at === 0 || at < bytes.length; at += most) {
    const block = bytes.subarray(at, at + most);
    const head = new Uint8Array(5);
    head[0] = at + most >= bytes.length ? 1 : 0;
    viewOf(head).setUint16(1, block.length, true);
    viewOf(head).setUint16(3, block.length ^ 0xffff, true);
    parts.push(head, block);
  }
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  const sum = new Uint8Array(4);
  viewOf(sum).setUint32(0, b * 65_536 + a);
  return joined([...parts, sum]);
}
