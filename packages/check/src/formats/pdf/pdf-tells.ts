import type { Tell } from "../../report/tells.ts";

const tell = (kind: Tell["kind"], severity: Tell["severity"], sentence: string): Tell => ({ kind, severity, sentence });

/** What PDFs tell beyond what other formats do. */
export const pdfTells = {
  earlier: tell("earlier-version", "shows-more", "Holds earlier versions of itself, from before it was last changed."),
  orphans: tell(
    "hidden-content",
    "shows-more",
    "Holds parts that no page shows any more, such as deleted pages, texts or pictures.",
  ),
  attachment: tell("embedded-file", "shows-more", "Holds an attached file."),
  script: tell("script", "shows-more", "Holds a program that runs when it is opened or clicked."),
  form: tell("form-data", "identifies-you", "Holds what was filled into a form, also as data behind the page."),
  comments: tell("comments", "identifies-you", "Holds comments or marks, often with names and times."),
  hiddenComment: tell("hidden-content", "shows-more", "Holds hidden marks or fields that the page does not show."),
  layers: tell("hidden-content", "shows-more", "Holds layers that are hidden and can be switched on."),
  cropped: tell("cropped-area", "shows-more", "Parts of a page lie outside its visible area and are still inside."),
  signature: tell(
    "signature-or-origin",
    "identifies-you",
    "Holds a signature with the name of the one who signed, and often the time and place.",
  ),
  thumbnail: tell(
    "thumbnail",
    "shows-more",
    "Holds small pictures of its pages, which may be from before it was changed.",
  ),
  programs: tell(
    "unknown-data",
    "shows-more",
    "Holds working data of the program it was made with, which may show earlier states.",
  ),
  fileLink: tell("account-or-path", "identifies-you", "Links to a file or folder on somebody's computer."),
  link: tell("external-link", "harmless", "Links to places on the internet."),
  prefix: tell("trailing-data", "shows-more", "There is something before the start of the document."),
  trailing: tell("trailing-data", "shows-more", "There is something after the end of the document."),
} as const satisfies Record<string, Tell>;
