import type { Budget } from "../../budget.ts";
import { id3v2Length } from "../../id3/id3-file.ts";
import { type EndTag, tagsAtEnd } from "../../id3/tags-at-end.ts";
import type { ByteSource } from "../../source/byte-source.ts";
import { type FrameRun, frameRuns } from "./mpeg-frames.ts";

/** What stands where in an MP3 file. */
export interface Mp3Layout {
  readonly tagsAtStart: readonly { readonly offset: number; readonly length: number }[];
  readonly sound: readonly FrameRun[];
  readonly tagsAtEnd: readonly EndTag[];
  /** Bytes between tags and sound that are neither. */
  readonly rest: number;
}

/** @throws WhosecopyError "file-damaged" when there is no sound. */
export async function mp3Layout(file: ByteSource, budget: Budget): Promise<Mp3Layout> {
  const tagsAtStart: { offset: number; length: number }[] = [];
  let start = 0;
  for (;;) {
    budget.part();
    const length = await id3v2Length(file, start);
    if (length === 0) break;
    tagsAtStart.push({ offset: start, length });
    start += length;
  }
  const atEnd = await tagsAtEnd(file, start);
  const end = atEnd.at(-1)?.offset ?? file.size;
  const sound = await frameRuns({ file, start, end, budget });
  const rest = end - start - sound.reduce((sum, { length }) => sum + length, 0);
  return { tagsAtStart, sound, tagsAtEnd: atEnd, rest };
}
