import { ids } from "./layout.ts";

/** Parts of a segment that a player needs; all others become empty ones of the same size. */
export const keptParts: ReadonlySet<number> = new Set<number>([
  ids.seekHead,
  ids.info,
  ids.tracks,
  ids.cluster,
  ids.cues,
]);

/** Of Info: how time is counted, and how long it lasts. */
export const keptInfo: ReadonlySet<number> = new Set([0x2ad7b1, 0x4489]);

/** Of Info: names of programs, which have to be there (RFC 9559, 5.1.2); they are emptied. */
export const emptiedInfo: ReadonlySet<number> = new Set([0x4d80, 0x5741]);

/** Of a track: all that says how it is decoded and shown, but for its name and what is not in RFC 9559, 5.1.4.1. */
export const keptTrack: ReadonlySet<number> = new Set([
  0xd7, 0x73c5, 0x83, 0xb9, 0x88, 0x55aa, 0x55ab, 0x55ac, 0x55ad, 0x55ae, 0x55af, 0x9c, 0x6de7, 0x6df8, 0x23e383,
  0x234e7a, 0x23314f, 0x55ee, 0x41e4, 0x22b59c, 0x22b59d, 0x86, 0x63a2, 0x56aa, 0x56bb, 0x6fab, 0xe0, 0xe1, 0xe2,
  0x6d80,
]);
