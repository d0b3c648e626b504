import { viewOf } from "../exif/tiff-file.ts";
import { joined } from "../source/joined.ts";

/**
 * The texts that encoders leave within the coded pictures (user data SEI, H.264 and H.265, D.1.7), such as their name and settings.
 * @param nal a NAL unit. @param headBytes 1 for H.264, 2 for H.265.
 */
export function encoderNotes(nal: Uint8Array, headBytes: 1 | 2): { notes: string[]; nothingElse: boolean } {
  const type = headBytes === 1 ? nal[0]! & 31 : (nal[0]! >> 1) & 63;
  const none = { notes: [], nothingElse: false };
  if (nal.length < 4 || !(headBytes === 1 ? type === 6 : type === 39 || type === 40)) return none;
  const notes: string[] = [];
  let nothingElse = true;
  let at = headBytes;
  // What is left at the end is a stop bit.
  while (at + 2 < nal.length) {
    let [kind, size] = [0, 0];
    while (nal[at] === 255) kind += nal[at++]!;
    kind += nal[at++] ?? 0;
    while (nal[at] === 255) size += nal[at++]!;
    size += nal[at++] ?? 0;
    if (kind === 5) notes.push(textIn(nal.subarray(at + 16, at + size)));
    else nothingElse = false;
    at += size;
  }
  return { notes, nothingElse: nothingElse && notes.length > 0 };
}

function textIn(bytes: Uint8Array): string {
  return new TextDecoder("windows-1252")
    .decode(bytes)
    .replaceAll(/[^\x20-\x7e]+/gu, " ")
    .trim();
}

/**
 * An HEVC decoder configuration (ISO/IEC 14496-15, 8.3.3.1) without the notes of the encoder. A damaged one is given back as it is.
 */
export function withoutEncoderNotes(hvcC: Uint8Array): { bytes: Uint8Array; notes: string[] } {
  const asItIs = { bytes: hvcC, notes: [] };
  if (hvcC.length < 23) return asItIs;
  const view = viewOf(hvcC);
  const notes: string[] = [];
  const arrays: Uint8Array[] = [];
  let count = 0;
  let at = 23;
  for (let left = hvcC[22]!; left > 0; left--) {
    if (at + 3 > hvcC.length) return asItIs;
    const [kind, units] = [hvcC[at]!, view.getUint16(at + 1)];
    at += 3;
    const kept: Uint8Array[] = [];
    for (let unit = 0; unit < units; unit++) {
      if (at + 2 > hvcC.length) return asItIs;
      const end = at + 2 + view.getUint16(at);
      if (end > hvcC.length) return asItIs;
      const found = encoderNotes(hvcC.subarray(at + 2, end), 2);
      notes.push(...found.notes);
      if (!found.nothingElse) kept.push(hvcC.subarray(at, end));
      at = end;
    }
    if (kept.length === 0 && units > 0) continue;
    arrays.push(Uint8Array.of(kind, kept.length >> 8, kept.length & 255), ...kept);
    count++;
  }
  if (notes.length === 0) return { bytes: hvcC.subarray(0, at), notes };
  const bytes = joined([hvcC.subarray(0, 23), ...arrays]);
  bytes[22] = count;
  return { bytes, notes };
}
