import type { KeepChoice } from "../report/finding.ts";
import { type Tell, tells } from "../report/tells.ts";

/** What a document tells, and what becomes of it when it is cleaned. */
export interface OfficeTell extends Tell {
  /** The choice that keeps it. */
  readonly keep?: KeepChoice;
  readonly cost?: string;
  /** True when cleaning leaves it. */
  readonly stays?: boolean;
}

const ids = "Holds numbers that show which parts were written in one sitting, and tie it to other copies of it.";
const rebuilt = "Formulas become the numbers that they show now.";

export const officeTells = {
  ...tells,
  template: { ...tells.path, sentence: "Names the template it was made from, and often where that lies." },
  company: { ...tells.person, sentence: "Names a company or a manager." },
  editTime: {
    kind: "edit-history",
    severity: "identifies-you",
    sentence: "Says how long and how often it was edited.",
  },
  program: tells.software,
  label: {
    kind: "unknown-data",
    severity: "identifies-you",
    sentence: "Holds properties that an organisation or program added, such as how secret it is.",
  },
  preview: {
    kind: "thumbnail",
    severity: "shows-more",
    sentence: "Holds a small picture of its first page, which may be from before it was changed.",
  },
  sittings: { kind: "unique-id", severity: "identifies-you", sentence: ids },
  threads: { kind: "unique-id", severity: "identifies-you", sentence: ids, keep: "comments" },
  printer: {
    kind: "account-or-path",
    severity: "identifies-you",
    sentence: "Holds settings of a printer, with its name.",
  },
  customXml: {
    kind: "hidden-content",
    severity: "shows-more",
    sentence: "Holds data of a program or organisation that no page shows.",
  },
  tags: { kind: "unknown-data", severity: "identifies-you", sentence: "Holds tags that programs left on it." },
  macro: {
    kind: "script",
    severity: "identifies-you",
    sentence: "Holds programs (macros), which often name who wrote them.",
    cost: "Buttons that ran them do nothing any more.",
  },
  control: {
    kind: "script",
    severity: "identifies-you",
    sentence: "Holds controls that run a program.",
    cost: "They are gone, or only their pictures stay.",
  },
  signature: {
    kind: "signature-or-origin",
    severity: "identifies-you",
    sentence: "Is signed, which names who signed it.",
    cost: "The signature is removed, because it would not fit any more.",
  },
  changes: {
    kind: "earlier-version",
    severity: "shows-more",
    sentence: "Holds text that was deleted but is still recorded as a change.",
  },
  changeMarks: {
    kind: "edit-history",
    severity: "identifies-you",
    sentence: "Says who changed what, and when.",
    cost: "All changes are accepted.",
  },
  comments: {
    kind: "comments",
    severity: "identifies-you",
    sentence: "Holds comments, with who wrote them and when.",
    keep: "comments",
  },
  people: {
    kind: "person-name",
    severity: "identifies-you",
    sentence: "Names people who wrote comments or changes.",
    keep: "comments",
  },
  notes: {
    kind: "speaker-notes",
    severity: "shows-more",
    sentence: "Holds speaker notes.",
    keep: "notes",
    cost: "The notes are gone.",
  },
  hiddenSlides: {
    kind: "hidden-content",
    severity: "shows-more",
    sentence: "Holds slides that are hidden.",
    keep: "hidden-slides",
    cost: "The hidden slides are gone.",
  },
  hiddenSheets: {
    kind: "hidden-content",
    severity: "shows-more",
    sentence: "Holds sheets that are hidden.",
    keep: "hidden-slides",
    cost: rebuilt,
  },
  hiddenCells: {
    kind: "hidden-content",
    severity: "shows-more",
    sentence: "Holds cells in rows or columns that are hidden.",
    keep: "hidden-slides",
    cost: `${rebuilt} Tables become plain cells.`,
  },
  hiddenText: { kind: "hidden-content", severity: "shows-more", sentence: "Holds text that is hidden." },
  hiddenShape: { kind: "hidden-content", severity: "shows-more", sentence: "Holds something that is not shown." },
  animatedShape: {
    kind: "hidden-content",
    severity: "shows-more",
    sentence: "Holds something that is not shown at first; an animation uses it.",
    stays: true,
  },
  beside: {
    kind: "hidden-content",
    severity: "shows-more",
    sentence: "Holds something that lies beside a slide, where it is not shown.",
  },
  filtered: {
    kind: "hidden-content",
    severity: "shows-more",
    sentence: "Holds rows of a chart that are not shown.",
  },
  cropped: {
    kind: "cropped-area",
    severity: "shows-more",
    sentence: "Holds parts of pictures that were cropped away; they can be brought back.",
  },
  croppedAnew: {
    kind: "cropped-area",
    severity: "shows-more",
    sentence: "Holds parts of photos that were cropped away; they can be brought back.",
    cost: "What is left of these photos is compressed once more.",
  },
  croppedStays: {
    kind: "cropped-area",
    severity: "shows-more",
    sentence:
      "Holds parts of pictures that were cropped away and can be brought back. Crop the picture itself instead.",
    stays: true,
  },
  original: {
    kind: "second-picture",
    severity: "shows-more",
    sentence: "Holds a picture as it was before effects changed it.",
  },
  unused: {
    kind: "earlier-version",
    severity: "shows-more",
    sentence: "Holds files that nothing in it shows any more, such as pictures that were deleted.",
  },
  unusedText: {
    kind: "earlier-version",
    severity: "shows-more",
    sentence: "Holds texts of cells that no cell shows any more.",
  },
  embedded: {
    kind: "embedded-file",
    severity: "shows-more",
    sentence: "Holds whole files behind what is shown, such as the table behind a chart.",
    keep: "attachments",
    cost: "What is shown stays as a picture or chart that can't be edited; in a spreadsheet an embedded file goes altogether.",
  },
  pivot: {
    kind: "embedded-file",
    severity: "shows-more",
    sentence: "Holds all rows that a summary table was made from.",
    keep: "attachments",
    cost: "The summary becomes plain cells.",
  },
  connection: {
    kind: "account-or-path",
    severity: "identifies-you",
    sentence: "Names databases or files that data was fetched from, sometimes with a user or password.",
    cost: "The data can't be fetched anew.",
  },
  otherBook: {
    kind: "external-link",
    severity: "identifies-you",
    sentence: "Names other spreadsheets, where they lie, and holds cells of them.",
    cost: "Formulas that use them become the numbers that they show now.",
  },
  model: {
    kind: "embedded-file",
    severity: "shows-more",
    sentence: "Holds a data model with everything that was loaded into it.",
    cost: "It can't be analysed further.",
  },
  scenario: {
    kind: "hidden-content",
    severity: "shows-more",
    sentence: "Holds other values that were tried, with the name of who tried them.",
  },
  views: { kind: "person-name", severity: "identifies-you", sentence: "Holds the views of people, mostly by name." },
  whereLeft: {
    kind: "edit-history",
    severity: "harmless",
    sentence: "Says how it was last looked at and edited.",
  },
  lock: {
    kind: "form-data",
    severity: "harmless",
    sentence: "Is locked against changes; a short password can be found out from it.",
    stays: true,
  },
  mailMerge: {
    kind: "account-or-path",
    severity: "identifies-you",
    sentence: "Names the list of addresses that letters were made from.",
  },
  variables: {
    kind: "hidden-content",
    severity: "shows-more",
    sentence: "Holds values that a program stored and no page shows.",
  },
  building: {
    kind: "hidden-content",
    severity: "shows-more",
    sentence: "Holds text blocks of its template that no page shows.",
  },
  editors: { kind: "person-name", severity: "identifies-you", sentence: "Names who may edit parts of it." },
  fileLink: {
    kind: "account-or-path",
    severity: "identifies-you",
    sentence: "Links to a file or folder of a computer.",
    cost: "The link is gone; its text stays.",
  },
  webLink: { ...tells.link, stays: true },
  fetched: {
    kind: "external-link",
    severity: "identifies-you",
    sentence: "Fetches something from elsewhere when it is opened, which tells that it was opened.",
    cost: "What it fetched is not shown any more.",
  },
  fileName: {
    kind: "text",
    severity: "identifies-you",
    sentence: "Holds the names that pictures or videos had as files.",
  },
  altText: {
    kind: "text",
    severity: "harmless",
    sentence: "Holds descriptions of pictures, for people who can't see them.",
    stays: true,
  },
  fonts: { kind: "embedded-file", severity: "harmless", sentence: "Holds fonts that it is shown with.", stays: true },
  ink: {
    kind: "hidden-content",
    severity: "identifies-you",
    sentence: "Holds how handwriting was drawn, stroke by stroke.",
    cost: "The handwriting stays as a picture.",
  },
  sections: { kind: "text", severity: "harmless", sentence: "Holds names of sections that are not shown." },
  addition: {
    kind: "unknown-data",
    severity: "identifies-you",
    sentence: "Holds additions of other programs that are not understood here.",
  },
  addIn: { kind: "script", severity: "identifies-you", sentence: "Starts an add-in of a program." },
  hiddenNames: {
    kind: "hidden-content",
    severity: "shows-more",
    sentence: "Holds named values that are not listed.",
    stays: true,
  },
} as const satisfies Record<string, OfficeTell>;
