/** Control characters, and marks that turn the direction of text: a hostile caption could rewrite the terminal with them. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const hostile = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g;

/** Text from other people, safe to write to a terminal: on one line, with nothing that moves the cursor. */
export function printable(text: string): string {
  return text.replace(/[\r\n\t]+/g, " ").replace(hostile, "\uFFFD");
}

/** As {@link printable}, keeping line breaks: for the text of a message. */
export function printableLines(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/).map(printable);
}
