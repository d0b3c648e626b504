import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../../budget.ts";
import { windowReader } from "../../sound/window-reader.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { countSteps } from "../../steps.ts";
import { type EbmlElement, elementAt } from "./ebml.ts";

/** Elements of Matroska by id (RFC 9559). */
export const ids = {
  ebml: 0x1a45dfa3,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  info: 0x1549a966,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  cluster: 0x1f43b675,
  cues: 0x1c53bb6b,
  attachments: 0x1941a469,
  attachedFile: 0x61a7,
  fileName: 0x466e,
  fileData: 0x465c,
  chapters: 0x1043a770,
  tags: 0x1254c367,
  simpleTag: 0x67c8,
  tag: 0x7373,
  tagName: 0x45a3,
  tagString: 0x4487,
  empty: 0xec,
  checksum: 0xbf,
} as const;

const topLevel: ReadonlySet<number> = new Set<number>([
  ids.seekHead,
  ids.info,
  ids.tracks,
  ids.cluster,
  ids.cues,
  ids.attachments,
  ids.chapters,
  ids.tags,
]);

/** An element with a known end. */
export type Sized = EbmlElement & { readonly length: number };

export interface MatroskaLayout {
  /** Where the parts of the segment begin. */
  readonly start: number;
  /** Parts of the segment in order. */
  readonly parts: readonly Sized[];
  /** Where the segment ends. */
  readonly end: number;
  /** @throws WhosecopyError "file-damaged" when one is cut off. */
  children(of: Sized): Promise<readonly Sized[]>;
}

/** @throws WhosecopyError "file-damaged". */
export async function matroskaLayout(file: ByteSource, budget: Budget): Promise<MatroskaLayout> {
  const reader = windowReader(file, 1 << 16);
  const step = countSteps(budget, 200);
  const head = await elementAt(reader, 0, file.size);
  const segment = head?.length == null ? null : await elementAt(reader, head.offset + head.length, file.size, true);
  if (head?.id !== ids.ebml || segment?.id !== ids.segment)
    throw new WhosecopyError("file-damaged", "the Matroska file has no segment");
  const end = segment.length === null ? file.size : segment.offset + segment.length;
  /** The end of a part that doesn't say: where the next one of the segment begins. */
  const openEnd = async (from: number): Promise<number> => {
    for (let at = from; ;) {
      step();
      const inside = await elementAt(reader, at, end);
      if (inside === null || topLevel.has(inside.id) || inside.length === null) return inside === null ? end : at;
      at = inside.offset + inside.length;
    }
  };
  const partsBetween = async (from: number, to: number, clip = false): Promise<Sized[]> => {
    const parts: Sized[] = [];
    for (let at = from; ;) {
      step();
      const part = await elementAt(reader, at, to, clip);
      if (part === null) return parts;
      const length = part.length ?? (await openEnd(part.offset)) - part.offset;
      parts.push({ ...part, length });
      at = part.offset + length;
    }
  };
  return {
    start: segment.offset,
    parts: await partsBetween(segment.offset, end, true),
    end,
    children: (of) => partsBetween(of.offset, of.offset + of.length),
  };
}
