import type { FindingKind, Severity } from "./finding.ts";

/** What an entry of any metadata format tells, in the words for a person. */
export interface Tell {
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly sentence: string;
}

const tell = (kind: FindingKind, severity: Severity, sentence: string): Tell => ({ kind, severity, sentence });

/** The same thing is said in the same words, wherever in a file it stands. */
export const tells = {
  placeName: tell("place", "locates-you", "Names the place where it was taken."),
  placeDetail: tell("place", "locates-you", "Says more about the place: height, direction or movement."),
  surroundings: tell(
    "place",
    "identifies-you",
    "Says something about the surroundings, such as temperature or how the camera was held.",
  ),
  date: tell("date", "identifies-you", "Says when it was made or changed."),
  taken: tell("date", "identifies-you", "Says when it was taken."),
  networkCountry: tell("network-country", "locates-you", "Names the country of the mobile network it was taken in."),
  person: tell("person-name", "identifies-you", "Names a person, such as the one who made it."),
  rights: tell("person-name", "identifies-you", "Says who holds the rights to it."),
  contact: tell("person-name", "identifies-you", "Holds contact details, such as an address or a phone number."),
  peopleShown: tell("face-names", "identifies-you", "Names people who are in the picture."),
  faceAreas: tell("face-names", "identifies-you", "Marks where faces are in the picture."),
  path: tell("account-or-path", "identifies-you", "Holds the name of a computer or folder, and often of its user."),
  model: tell("device-model", "identifies-you", "Names the model of the camera, lens or phone."),
  serial: tell("device-serial", "identifies-you", "Holds the serial number of the camera or lens."),
  software: tell("software", "harmless", "Names the software it was made or changed with."),
  uniqueId: tell("unique-id", "identifies-you", "Holds a number that ties it to other copies or pictures of yours."),
  description: tell("text", "identifies-you", "Holds a title, description or keywords."),
  comment: tell("text", "identifies-you", "Holds a written comment."),
  rating: tell("text", "harmless", "Holds a rating, label or category."),
  history: tell("edit-history", "shows-more", "Tells how it was edited."),
  textLayers: tell(
    "hidden-content",
    "shows-more",
    "Holds the text of its layers as it was written, also where it is covered now.",
  ),
  depth: tell("depth-map", "shows-more", "Holds a depth map, in which people and things can still be made out."),
  gainMap: tell("gain-map", "shows-more", "Holds a brightness map, in which people and things can still be made out."),
  gainMapDetail: tell("format-detail", "harmless", "Holds settings of a brightness map."),
  second: tell("second-picture", "shows-more", "Holds a second picture, which may show what the first one does not."),
  motion: tell("motion-video", "shows-more", "Holds a short video with sound from around the moment it was taken."),
  motionMark: tell("format-detail", "harmless", "Says that a short video belongs to it."),
  thumbnail: tell(
    "thumbnail",
    "harmless",
    "Holds a small copy of the picture, which may be from before it was changed.",
  ),
  link: tell("external-link", "identifies-you", "Links to a place on the internet."),
  origin: tell(
    "signature-or-origin",
    "identifies-you",
    "Holds a signed record of where it comes from and how it was made.",
  ),
  settings: tell("format-detail", "harmless", "Holds technical details of how it was taken or stored."),
  otherEntries: tell("unknown-data", "identifies-you", "Holds entries of other programs that are not understood here."),
  cameraNotes: tell(
    "unknown-data",
    "identifies-you",
    "Holds the camera's own notes, which often include its serial number and where it focused.",
  ),
  trailing: tell(
    "trailing-data",
    "shows-more",
    "There is something after the end of the picture. It may show an earlier, uncropped version.",
  ),
  profile: tell("colour-profile", "harmless", "Holds a colour profile, which may name the device or program."),
  neutralProfile: tell(
    "colour-profile",
    "harmless",
    "Holds a colour profile without names or dates; it keeps the colours right.",
  ),
  colourSpace: tell("colour-profile", "harmless", "Says which colours its numbers stand for."),
  orientation: tell("orientation", "harmless", "Says which way up the picture is to be shown."),
  resolution: tell("format-detail", "harmless", "Says how large it is to be printed."),
} as const satisfies Record<string, Tell>;
