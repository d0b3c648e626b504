import { viewOf } from "../exif/tiff-file.ts";
import type { InspectContext } from "../format.ts";
import { latin } from "../icc/profile.ts";
import { PrivateValue } from "../report/private-value.ts";
import { type Tell, tells } from "../report/tells.ts";
import { type ByteSource, partOf } from "../source/byte-source.ts";

/** Samsung's block of extras at the end of a picture, as its directory says ("SEFH" ... "SEFT"). */
export interface SamsungBlock {
  /** Of its first part, within the file. */
  readonly start: number;
  readonly parts: readonly { readonly type: number; readonly offset: number; readonly length: number }[];
}

/**
 * Finds Samsung's block.
 * @param end where it ends, within the file.
 * @returns null when there is none or it is damaged.
 */
export async function findSamsung(file: ByteSource, end: number): Promise<SamsungBlock | null> {
  if (end < 24) return null;
  const foot = await file.read(end - 8, 8);
  if (latin(foot, 4, 4) !== "SEFT") return null;
  const size = viewOf(foot).getUint32(0, true);
  const at = end - 8 - size;
  if (at < 0 || size < 12 || size > 1e5) return null;
  const directory = await file.read(at, size);
  if (latin(directory, 0, 4) !== "SEFH") return null;
  const view = viewOf(directory);
  const count = Math.min(view.getUint32(8, true), Math.floor((size - 12) / 12));
  const parts = [];
  let start = at;
  for (let i = 0; i < count; i++) {
    const entry = 12 + 12 * i;
    const offset = at - view.getUint32(entry + 4, true);
    const length = view.getUint32(entry + 8, true);
    if (offset < 0 || offset + length > at) continue;
    parts.push({ type: view.getUint16(entry + 2, true), offset, length });
    start = Math.min(start, offset);
  }
  return { start, parts };
}

const tellByName: readonly (readonly [RegExp, Tell])[] = [
  [/^MCC/u, tells.networkCountry],
  [/^Image_UTC|UTC_Data/u, tells.date],
  [/^MotionPhoto|AutoPlay|Movie/u, tells.motion],
  [/Depth|DualShot|Dual_Shot/u, tells.depth],
  [/Edit|Original_Path|Undo|Layer/u, tells.history],
  [/Sound|Audio|Voice/u, { kind: "hidden-content", severity: "shows-more", sentence: "Holds a sound recording." }],
  [/Face|Tag/u, tells.faceAreas],
];

/** Says what the parts of Samsung's block give away; videos and pictures in it are looked into. */
export async function inspectSamsung(
  file: ByteSource,
  block: SamsungBlock,
  context: InspectContext,
  where = "Samsung block",
): Promise<void> {
  for (const { offset, length } of block.parts) {
    context.budget.part();
    const head = await file.read(offset, Math.min(length, 400));
    if (head.length < 8) continue;
    const nameLength = Math.min(viewOf(head).getUint32(4, true), 100);
    const name = latin(head, 8, nameLength);
    const content = partOf(file, offset + 8 + nameLength, length - 8 - nameLength);
    const start = await content.read(0, 200);
    const tell = tellByName.find(([pattern]) => pattern.test(name))?.[1] ?? tells.otherEntries;
    const text =
      latin(start, 0, start.length)
        .match(/[\x20-\x7e]{2,}/gu)
        ?.join(" ") ?? "";
    context.report({
      ...tell,
      where: [where, name],
      cleanable: "removed",
      value: new PrivateValue(tell === tells.motion || tell === tells.depth ? name : `${name}: ${text}`),
    });
    const holdsFile = latin(start, 4, 4) === "ftyp" || (start[0] === 0xff && start[1] === 0xd8);
    if (holdsFile) await context.inner(name, content);
    else if (tell === tells.otherEntries && content.size > 0 && !(start.length === content.size && text !== ""))
      context.unseen([where, name], "Holds data of the phone in a form that is not known here.");
  }
}
