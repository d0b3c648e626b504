import { type Tell, tells } from "../../report/tells.ts";
import { soundTells } from "../../sound/sound-tells.ts";

const tell = (kind: Tell["kind"], severity: Tell["severity"], sentence: string): Tell => ({ kind, severity, sentence });

/** What films tell, in words that fit them. */
export const videoTells = {
  way: tell("timed-data", "locates-you", "Holds map points of the way, recorded along with the video."),
  movement: tell("timed-data", "identifies-you", "Holds how the camera was moved and turned, recorded along with it."),
  faces: tell("face-names", "identifies-you", "Marks where faces are, throughout the video."),
  camera: tell(
    "timed-data",
    "identifies-you",
    "Holds what the camera wrote along with the video, often its serial number and settings.",
  ),
  other: tell("timed-data", "identifies-you", "Holds a track of data beside picture and sound."),
  timeCode: tell("timed-data", "identifies-you", "Holds a time code, which often is the time of day."),
  livePhoto: tell("timed-data", "harmless", "Holds marks that belong to a live photo."),
  chapters: tell("timed-data", "identifies-you", "Holds chapters with names or pictures."),
  subtitles: tell("text", "identifies-you", "Holds subtitles or another text that is shown on request."),
  subtitlePlace: tell("place", "locates-you", "Holds subtitles with places in them, as drones write them."),
  notPlayed: tell("hidden-content", "shows-more", "Holds a further picture or sound that players don't play."),
  moreThanOne: tell("hidden-content", "shows-more", "Holds more than one picture or sound that can be chosen."),
  cutAway: tell("hidden-content", "shows-more", "It was shortened, and what was cut away is still in it."),
  beforeCut: tell(
    "hidden-content",
    "shows-more",
    "It was shortened; a few moments beside the cut stay in it, because the pictures after them are built on them.",
  ),
  unreferenced: tell("trailing-data", "shows-more", "Holds picture or sound data that no player plays."),
  emptyRoom: tell("trailing-data", "harmless", "Holds empty room."),
  leftover: tell("trailing-data", "shows-more", "Holds something left over from before it was changed."),
  encoderInside: tell(
    "software",
    "harmless",
    "The program that made it left its name and settings within the pictures or the sound.",
  ),
  maker: tell("format-detail", "harmless", "Names a kind of file that only some makers write."),
  language: tell("format-detail", "harmless", "Names a language."),
  account: tell("account-or-path", "identifies-you", "Names the account or shop it was bought with."),
  otherFile: tell("account-or-path", "identifies-you", "Names another file that its pictures or sound lie in."),
  preview: tell(
    "thumbnail",
    "harmless",
    "Holds a small picture of the video, which may be from before it was changed.",
  ),
  view: tell("format-detail", "harmless", "Says that it shows the view all around, and which program put it together."),
  events: tell("timed-data", "identifies-you", "Holds messages to players or services at points in time."),
} as const satisfies Record<string, Tell>;

/** Names of QuickTime's and 3GPP's texts, of iTunes' and of makers' boxes (ISO/IEC 14496-12, 8.10; QuickTime File Format). */
const byAtom: readonly (readonly [RegExp, Tell])[] = [
  [/^(?:apID|ownr|cnID|plID|atID|geID|cmID|sfID|akID|xid |purl|egid)$/u, videoTells.account],
  [/^(?:©day|purd|yrrc|date|tdrl|©dat|tcmt)$/u, tells.date],
  [/^(?:©xyz|loci|©loc|coor)$/u, tells.placeName],
  [/^(?:©mak|©mod|manu|modl|©mal|CNMN|DEVC)$/u, tells.model],
  [/^(?:LENS|CAME|SNum|slno)$/u, tells.serial],
  [/^(?:FIRM|CNFV|©swr|©too|©enc|©fmt|©src|soft|FOV|vndr|©rec)$/u, tells.software],
  [/^(?:MUID|GUMI|BCID|HMMT|smrd|CDID|uid)$/u, tells.uniqueId],
  [/^(?:covr|thmb|CNTH|PICT|pict)$/u, videoTells.preview],
  [/^(?:©cpy|cprt|©url|©prl)$/u, tells.rights],
  [
    /^(?:©ART|©art|©aut|auth|perf|©prf|©wrt|aART|©dir|©prd|©com|©con|©arg|©ope|©st3|©pub|prID|©phg|©cak)$/u,
    tells.person,
  ],
  [/^(?:©cmt|desc|ldes|©des|©inf|dscp|info|sdes)$/u, tells.comment],
  [/^(?:©lyr)$/u, soundTells.lyrics],
  [
    /^(?:©nam|titl|name|©alb|albm|©grp|kywd|©key|clsf|©snm|tvsh|tven|catg|keyw|sonm|soal|soar|soaa|©trk|©ed\d|©gen|gnre|©wrn)$/u,
    tells.description,
  ],
  [
    /^(?:hinf|SETT|WLOC|LOOP|SelO|AllF|ptv |hnti|hdvd|pgap|cpil|tmpo|rtng|stik|trkn|disk|©req|rate|tagc|iods|meta|ID32|vrot|hmtp|pcst|shwm)$/u,
    tells.settings,
  ],
];

/** What a box of user data tells, by its name. Undefined for one that is not known. */
export function tellOfAtom(type: string): Tell | undefined {
  return byAtom.find(([pattern]) => pattern.test(type))?.[1];
}

const byKey: readonly (readonly [RegExp, Tell])[] = [
  [/location\.accuracy|location\.body|location\.role|location\.date|direction/iu, tells.placeDetail],
  [/location|gps|latitude|longitude/iu, tells.placeName],
  [/detected-face|face/iu, videoTells.faces],
  [/creationdate|creation_time|date|year|time_?stamp/iu, tells.date],
  [/serial/iu, tells.serial],
  [/identifier|signature|uuid|guid|\.id$|_id$|iTunNORM|iTunSMPB|iTunes_CDDB/iu, tells.uniqueId],
  [/make$|manufacturer|\.model|model$|lens|camera|device/iu, tells.model],
  [/software|version|encoder|tool$|build/iu, tells.software],
  [/author|artist|director|producer|performer|publisher|owner|engineer/iu, tells.person],
  [/copyright|rights/iu, tells.rights],
  [/comment|description|information|note/iu, tells.comment],
  [/title|displayname|keywords|album|genre|collection/iu, tells.description],
  [/live-photo|still-image|fps|rating|video-orientation|scene|hdr|auto|full-frame|playback/iu, tells.settings],
];

/** What an entry with a long name tells, such as "com.apple.quicktime.make". */
export function tellOfKey(name: string): Tell {
  return byKey.find(([pattern]) => pattern.test(name))?.[1] ?? tells.otherEntries;
}
