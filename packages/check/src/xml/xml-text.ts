import { WhosecopyError } from "@whosecopy/protocol";

/** XML as text, and how it was written. */
export interface XmlText {
  readonly text: string;
  /** False for UTF-16: it is written back as UTF-8. */
  readonly utf8: boolean;
}

/** @throws WhosecopyError "file-damaged" for bytes that are not text. */
export function readXml(bytes: Uint8Array): XmlText {
  const [a, b] = bytes;
  const wide =
    (a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)
      ? "utf-16le"
      : (a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)
        ? "utf-16be"
        : null;
  try {
    const decoder = new TextDecoder(wide ?? "utf-8", { fatal: true, ignoreBOM: wide === null });
    return { text: decoder.decode(bytes), utf8: wide === null };
  } catch (error) {
    throw new WhosecopyError("file-damaged", "a text in the file is damaged", { cause: error });
  }
}

/** The text as UTF-8, which its declaration then says. */
export function writeXml(text: string, { utf8 }: XmlText): Uint8Array {
  return new TextEncoder().encode(utf8 ? text : text.replace(/(<\?xml[^>]*encoding=["'])[^"']*/u, "$1UTF-8"));
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The five named references and numbers (XML 1.0, 4.1 and 4.6); no others, so that nothing can grow. */
export function unescapeXml(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(/&(#x?[0-9a-fA-F]{1,6}|[a-z]{2,4});/gu, (whole, name: string) => {
    if (!name.startsWith("#")) return named[name] ?? whole;
    const code = name[1] === "x" ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code > 0x10ffff || Number.isNaN(code) ? whole : String.fromCodePoint(code);
  });
}

/** Text for an attribute's value or between tags. */
export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
