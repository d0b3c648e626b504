import type { PrivateValue } from "./private-value.ts";

/** How bad it is that others get to know this; worst first. */
export const severities = ["locates-you", "identifies-you", "shows-more", "harmless"] as const;
export type Severity = (typeof severities)[number];

/** Everything that a check can find, by a stable name; the sentence for a person stands beside each finding. */
export const findingKinds = [
  // Where and when
  "place",
  "date",
  "network-country",
  // Who and with what
  "person-name",
  "face-names",
  "account-or-path",
  "device-model",
  "device-serial",
  "software",
  "unique-id",
  // More than you see
  "thumbnail",
  "thumbnail-shows-more",
  "second-picture",
  "depth-map",
  "gain-map",
  "motion-video",
  "trailing-data",
  "edit-history",
  "earlier-version",
  "hidden-content",
  "comments",
  "speaker-notes",
  "cropped-area",
  "embedded-file",
  "external-link",
  "script",
  "form-data",
  "timed-data",
  "signature-or-origin",
  // The rest
  "text",
  "colour-profile",
  "orientation",
  "format-detail",
  "unknown-data",
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** What a person may ask `clean` to keep. */
export const keepChoices = [
  "orientation",
  "icc",
  "date",
  "notes",
  "hidden-slides",
  "hidden-sheets",
  "comments",
  "attachments",
  "subtitles",
] as const;
export type KeepChoice = (typeof keepChoices)[number];

export interface Finding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** For a person: what it tells, in plain words, without the value. */
  readonly sentence: string;
  /** What was found, as text; absent where it is not text. */
  readonly value?: PrivateValue;
  /** From the outside in: `["slides.pptx", "ppt/media/image1.jpg", "Exif"]`. The last one names the part of the format. */
  readonly where: readonly string[];
  /** Whether `clean` removes it, or only unless it is chosen to be kept. */
  readonly cleanable: "removed" | "unless-kept" | "stays";
  /** Which choice keeps it; the default of "ask" choices is for the person to decide (`Inspection.questions`). */
  readonly keep?: KeepChoice;
  /** What removing costs, for a person; absent when nothing is lost that can be seen or heard. */
  readonly cost?: string;
}

/** Something in a file that was not looked at: said aloud, because silence is not safety. */
export interface Unseen {
  readonly where: readonly string[];
  /** For a person. */
  readonly sentence: string;
}
