import type { InspectContext } from "../format.ts";
import { gatherInto, looksLikePath } from "../report/gather.ts";
import { type Tell, tells } from "../report/tells.ts";
import { countSteps } from "../steps.ts";

const byTell: readonly (readonly [Tell, readonly number[]])[] = [
  [tells.placeName, [26, 27, 90, 91, 92, 95, 100, 101]],
  [tells.date, [30, 35, 37, 38, 47, 50, 55, 60, 62, 63]],
  [tells.person, [80, 85, 110, 115, 122]],
  [tells.rights, [116]],
  [tells.contact, [118]],
  [tells.description, [5, 22, 25, 40, 103, 105, 120, 121]],
  [tells.software, [65, 70]],
  [tells.rating, [7, 8, 10, 12, 15, 20, 42, 75, 130, 131, 135]],
  [tells.thumbnail, [202]],
  [tells.settings, [0, 3, 4, 200, 201]],
];
const tellBySet = new Map(byTell.flatMap(([tell, sets]) => sets.map((set) => [set, tell] as const)));

/** Says what an IPTC block (IIM 4.2) gives away. Damage is said, not thrown. */
export function inspectIptc(bytes: Uint8Array, context: InspectContext, where: string): void {
  const gather = gatherInto(context, where);
  const step = countSteps(context.budget, 500);
  let decoder = new TextDecoder("windows-1252");
  let at = 0;
  while (at + 5 <= bytes.length && bytes[at] === 0x1c) {
    step();
    const [record, set] = [bytes[at + 1]!, bytes[at + 2]!];
    let length = (bytes[at + 3]! << 8) | bytes[at + 4]!;
    at += 5;
    // Extended data set (IIM 1.5.5): the length of the length.
    if (length > 0x7fff) {
      const digits = length & 0x7fff;
      if (digits > 4) break;
      length = 0;
      for (let i = 0; i < digits; i++) length = length * 256 + (bytes[at + i] ?? 0);
      at += digits;
    }
    const data = bytes.subarray(at, at + length);
    at += length;
    if (record === 1 && set === 90 && data[0] === 0x1b && data[1] === 0x25 && data[2] === 0x47)
      decoder = new TextDecoder();
    if (data.length === 0) continue;
    const text = decoder.decode(data.subarray(0, 4_000));
    if (record === 2) {
      const tell = tellBySet.get(set) ?? tells.otherEntries;
      if (tell === tells.settings || tell === tells.thumbnail) gather.add(tell);
      else gather.add(tell, text);
      if (looksLikePath(text)) gather.add(tells.path, text);
    } else if (record === 1) gather.add(set === 70 || set === 80 ? tells.date : tells.settings, text);
    else gather.add(tells.otherEntries, `${String(record)}:${String(set)}`);
  }
  gather.flush();
  if (bytes.subarray(at).some((byte) => byte !== 0)) {
    context.report({ ...tells.otherEntries, where, cleanable: "removed" });
    context.unseen(where, "Some of its captions are damaged and could not be read.");
  }
}
