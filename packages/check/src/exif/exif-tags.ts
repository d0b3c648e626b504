import { type Tell, tells } from "../report/tells.ts";

/** Tags that lead to other structures; they are followed, not shown. */
export const leadTags = {
  exif: 0x8769,
  gps: 0x8825,
  interop: 0xa005,
  subDirectories: 0x014a,
  makerNote: 0x927c,
  thumbnailOffset: 0x0201,
  thumbnailLength: 0x0202,
  xmp: 0x02bc,
  iptc: 0x83bb,
  photoshop: 0x8649,
  icc: 0x8773,
  orientation: 0x0112,
  taken: 0x9003,
  colourSpace: 0xa001,
  dngPrivate: 0xc634,
  layers: 0x935c,
} as const;

const byTell: readonly (readonly [Tell, readonly number[]])[] = [
  [tells.model, [0x010f, 0x0110, 0xa433, 0xa434, 0xa432, 0xc614, 0xc615, 0xa439]],
  [tells.serial, [0xa431, 0xa435, 0xc62f]],
  [tells.person, [0x013b, 0x9c9d, 0xa430, 0xa437, 0xa438]],
  [tells.rights, [0x8298]],
  [tells.path, [0x013c, 0x010d, 0xc68b]],
  [tells.software, [0x0131, 0x000b, 0xa43a, 0xa43b, 0xa43c, 0xc6f1]],
  [tells.description, [0x010e, 0x9c9b, 0x9c9e, 0x9c9f, 0xa436, 0x011d]],
  [tells.comment, [0x9c9c, 0x9286]],
  [tells.date, [0x0132, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292, 0x882a, 0xc71b]],
  [tells.uniqueId, [0xa420, 0xc65d, 0xa40b]],
  [tells.surroundings, [0x9400, 0x9401, 0x9402, 0x9403, 0x9404, 0x9405]],
  [tells.rating, [0x4746, 0x4749]],
  [tells.placeDetail, [0x8480, 0x8482, 0x87af, 0x87b0, 0x87b1, 0x830e, 0x85d8]],
];

const tellByTag = new Map(byTell.flatMap(([tell, tags]) => tags.map((tag) => [tag, tell] as const)));

/** What a tag of IFD0, IFD1 or the Exif directory tells; undefined when it is not known here. */
export function tellOfTag(tag: number): Tell | undefined {
  return tellByTag.get(tag) ?? (isSetting(tag) ? tells.settings : undefined);
}

/** Exposure, sizes, tables: how it was taken and stored, nothing that is anybody's own. */
function isSetting(tag: number): boolean {
  return (
    tag <= 0x0003 ||
    (tag >= 0x00fe && tag <= 0x0129) ||
    (tag >= 0x012d && tag <= 0x0213) ||
    tag === 0x02bd ||
    (tag >= 0x0214 && tag <= 0x022f) ||
    (tag >= 0x1000 && tag <= 0x1002) ||
    (tag >= 0x828d && tag <= 0x829d) ||
    (tag >= 0x8822 && tag <= 0x8835) ||
    (tag >= 0x9000 && tag <= 0x9003) ||
    (tag >= 0x9101 && tag <= 0x9102) ||
    (tag >= 0x9201 && tag <= 0x9217) ||
    (tag >= 0xa000 && tag <= 0xa005) ||
    (tag >= 0xa20b && tag <= 0xa217) ||
    (tag >= 0xa300 && tag <= 0xa302) ||
    (tag >= 0xa401 && tag <= 0xa40c) ||
    (tag >= 0xa460 && tag <= 0xa462) ||
    tag === 0xa500 ||
    tag === 0xea1c ||
    tag === 0xc4a5
  );
}
