import { looksLikePath } from "../report/gather.ts";
import { type Tell, tells } from "../report/tells.ts";

const tell = (kind: Tell["kind"], severity: Tell["severity"], sentence: string): Tell => ({ kind, severity, sentence });

/** What tags of sound files tell, in words that fit sound. */
export const soundTells = {
  date: tell("date", "identifies-you", "Says when it was recorded, made or changed."),
  place: tell("place", "locates-you", "Names the place where it was recorded."),
  cover: tell("embedded-file", "shows-more", "Holds a picture, such as a cover."),
  file: tell("embedded-file", "shows-more", "Holds another file."),
  lyrics: tell("text", "identifies-you", "Holds lyrics or a written-out text."),
  marks: tell("timed-data", "harmless", "Holds marks or chapters at points in time."),
  history: tell("edit-history", "identifies-you", "Tells with which machines and programs it was made."),
  machine: tell("device-model", "identifies-you", "Names the machine it was recorded with."),
  leftover: tell("trailing-data", "shows-more", "Holds something that is not part of the sound."),
  encoder: tell("software", "harmless", "Names the program that wrote the sound."),
} as const satisfies Record<string, Tell>;

const byWord: readonly (readonly [RegExp, Tell])[] = [
  [/LOCATION|GEO_?LAT|GEO_?LONG|GPS|PLACE|CITY|COUNTRY|VENUE/u, soundTells.place],
  [/MAIL|CONTACT|PHONE|ADDRESS/u, tells.contact],
  [/COPYRIGHT|LICENSE|RIGHTS/u, tells.rights],
  [/DATE|YEAR|TIME_?STAMP|CREATION_?TIME/u, soundTells.date],
  [/ENCODER_?OPTIONS|^ENCODER$|ENCODED_?USING|SOFTWARE|^VENDOR$|^TOOL/u, tells.software],
  [/^ISRC$|SERIAL|BARCODE|UPC|DISCID|MUSICBRAINZ|ACOUSTID|GUID|UUID|UNIQUE|_ID$/u, tells.uniqueId],
  [
    /ARTIST|PERFORMER|COMPOSER|AUTHOR|LYRICIST|CONDUCTOR|ENGINEER|PRODUCER|ENCODED_?BY|OWNER|PUBLISHER|ORGANI[SZ]ATION|LABEL/u,
    tells.person,
  ],
  [/LYRICS/u, soundTells.lyrics],
  [/COMMENT|DESCRIPTION|NOTES?$/u, tells.comment],
  [/URL|^WWW|WEBSITE/u, tells.link],
  [/MAKE$|MODEL$|DEVICE|RECORDER|MACHINE/u, soundTells.machine],
  [/REPLAYGAIN|R128|LANGUAGE|TRACK|DISC|BPM|KEY$|COMPILATION|MEDIA/u, tells.settings],
];

/** What a free-form tag tells, by its name (Vorbis comments, APE tags, TXXX) and whether its value is a path. */
export function tellOfSoundTag(name: string, value: string): Tell {
  if (looksLikePath(value)) return tells.path;
  const upper = name.toUpperCase();
  return byWord.find(([pattern]) => pattern.test(upper))?.[1] ?? tells.description;
}
