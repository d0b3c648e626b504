/** One piece of an XML text, as far as looking for what it says needs it. */
export type XmlToken =
  | {
      readonly kind: "open";
      readonly name: string;
      readonly attributes: readonly XmlAttribute[];
      readonly empty: boolean;
    }
  | { readonly kind: "close"; readonly name: string }
  | { readonly kind: "text" | "comment" | "instruction" | "doctype"; readonly text: string };

export type XmlAttribute = readonly [name: string, value: string];

/**
 * Reads XML without ever building a tree or expanding an entity of the document's own, so that no text can make it grow. What is not well
 * formed is skipped over.
 */
export function* scanXml(text: string): Generator<XmlToken> {
  let at = 0;
  while (at < text.length) {
    const mark = text.indexOf("<", at);
    if (mark !== at) {
      const words = text.slice(at, mark < 0 ? text.length : mark);
      if (/\S/u.test(words)) yield { kind: "text", text: unescapeXml(words) };
      if (mark < 0) return;
    }
    const special = specials.find(({ opens }) => text.startsWith(opens, mark));
    if (special !== undefined) {
      const { kind, opens, closes } = special;
      const end = kind === "doctype" ? doctypeEnd(text, mark) : text.indexOf(closes, mark + opens.length);
      const inside = text.slice(mark + opens.length, end < 0 ? text.length : end);
      yield { kind, text: inside };
      if (end < 0) return;
      at = end + closes.length;
      continue;
    }
    const end = tagEnd(text, mark + 1);
    if (end < 0) return;
    yield tagOf(text.slice(mark + 1, end));
    at = end + 1;
  }
}

const specials = [
  { kind: "comment", opens: "<!--", closes: "-->" },
  { kind: "text", opens: "<![CDATA[", closes: "]]>" },
  { kind: "instruction", opens: "<?", closes: "?>" },
  { kind: "doctype", opens: "<!", closes: ">" },
] as const;

/** A document type may hold declarations in brackets. */
function doctypeEnd(text: string, from: number): number {
  const end = text.indexOf(">", from);
  const bracket = text.indexOf("[", from);
  if (bracket < 0 || bracket > end) return end;
  const closing = text.indexOf("]", bracket);
  return closing < 0 ? -1 : text.indexOf(">", closing);
}

/** The ">" that is not within quotes. */
function tagEnd(text: string, from: number): number {
  let at = from;
  for (;;) {
    const end = text.indexOf(">", at);
    if (end < 0) return -1;
    const quote = firstQuote(text, at, end);
    if (quote < 0) return end;
    const closing = text.indexOf(text[quote]!, quote + 1);
    if (closing < 0) return -1;
    at = closing + 1;
  }
}

function firstQuote(text: string, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22 || code === 0x27) return at;
  }
  return -1;
}

function tagOf(inside: string): XmlToken {
  if (inside.startsWith("/")) return { kind: "close", name: inside.slice(1).trim() };
  const empty = inside.endsWith("/");
  const name = /^[^\s/>]*/u.exec(inside)?.[0] ?? "";
  return { kind: "open", name, empty, attributes: attributesOf(inside.slice(name.length)) };
}

/** A picture in base64 in an attribute is megabytes long: no regular expression looks at it. */
function attributesOf(text: string): XmlAttribute[] {
  const attributes: XmlAttribute[] = [];
  let at = 0;
  while (attributes.length < 2_000) {
    const equals = text.indexOf("=", at);
    if (equals < 0) break;
    const quote = firstQuote(text, equals, text.length);
    if (quote < 0) break;
    const closing = text.indexOf(text[quote]!, quote + 1);
    if (closing < 0) break;
    attributes.push([text.slice(at, equals).trim(), unescapeXml(text.slice(quote + 1, closing))]);
    at = closing + 1;
  }
  return attributes;
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(/&(#x?[0-9a-f]{1,6}|[a-z]{2,4});/giu, (whole, name: string) => {
    if (!name.startsWith("#")) return named[name] ?? whole;
    const code = /^#x/iu.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code > 0x10ffff || Number.isNaN(code) ? whole : String.fromCodePoint(code);
  });
}

/** The text of an XML document, by its byte order mark or the zeros in its first bytes; UTF-8 otherwise. */
export function decodeXml(bytes: Uint8Array): string {
  const [a, b] = bytes;
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return new TextDecoder("utf-16be").decode(bytes);
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return new TextDecoder("utf-16le").decode(bytes);
  return new TextDecoder().decode(bytes);
}
