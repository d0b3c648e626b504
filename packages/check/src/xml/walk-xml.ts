import { WhosecopyError } from "@whosecopy/protocol";
import type { Budget } from "../budget.ts";
import { countSteps } from "../steps.ts";
import { createEdits, type XmlAttribute, type XmlEdits } from "./xml-edits.ts";
import { unescapeXml } from "./xml-text.ts";

/** An element while it is walked through. */
export interface XmlElement {
  /** With the prefix of the table of names, whatever the file calls it; "?:x" in a namespace that is not in the table. */
  readonly name: string;
  readonly parent: XmlElement | null;
  readonly start: number;
  /** After the ">" of its first tag. */
  readonly tagEnd: number;
  readonly empty: boolean;
  /** Whether its tag names attributes of a namespace; most don't, and need not be looked at. */
  readonly spaced: boolean;
  /** Namespaces do not count as attributes. */
  readonly attributes: readonly XmlAttribute[];
  /** The table's prefix for a prefix of the file; "?" for one that is not in it. */
  resolve(prefix: string): string;
  /** A visitor sets it when the element opens or closes. "unwrap" drops its tags and keeps what is in it. */
  fate: "keep" | "drop" | "unwrap";
  /** Elements directly in it, and how many of them are kept. */
  children: number;
  kept: number;
  /** For visitors: what it told, so that the text in it can be told with it. */
  mark?: unknown;
}

/** What is done on the way through a text. Called for elements within dropped ones, too: see `isGone`. */
export interface XmlVisitor {
  open?(element: XmlElement, edits: XmlEdits): void;
  /** @param words not yet unescaped. */
  text?(words: string, element: XmlElement, place: { start: number; end: number }, edits: XmlEdits): void;
  /** @param end after its last tag. */
  close?(element: XmlElement, end: number, edits: XmlEdits): void;
  /** Comments and processing instructions: they are dropped. */
  aside?(words: string): void;
}

export function isGone(element: XmlElement | null): boolean {
  for (let each = element; each !== null; each = each.parent) if (each.fate === "drop") return true;
  return false;
}

export function attributeOf(element: XmlElement, name: string): string | undefined {
  return element.attributes.find((attribute) => attribute.name === name)?.value;
}

const mostDepth = 400;

/**
 * Walks once through a text (XML 1.0 with namespaces; no document types, so no entities of its own) and gathers changes, so that
 * everything that is kept stays as it was written.
 * @param names the prefix for each namespace.
 * @throws WhosecopyError "file-damaged" for what is not well formed, "check-limit".
 */
export function walkXml(params: {
  text: string;
  names: Readonly<Record<string, string>>;
  visitor: XmlVisitor;
  budget: Budget;
}): XmlEdits {
  const { text, names, visitor, budget } = params;
  const edits = createEdits();
  // Worksheets have millions of cells; the time limit bounds them, the count of parts is for parts.
  const step = countSteps(budget, 20_000);
  let current: (XmlElement & { readonly raw: string; readonly scope: Scope }) | null = null;
  let depth = 0;
  let roots = 0;
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  const close = (end: number) => {
    const element = current!;
    visitor.close?.(element, end, edits);
    if (element.fate === "drop") edits.replace(element.start, end, "");
    const parent = element.parent;
    if (parent !== null) {
      parent.children++;
      if (element.fate !== "drop") parent.kept++;
    }
    current = parent as typeof current;
    depth--;
  };
  while (at < text.length) {
    step();
    const mark = text.indexOf("<", at);
    const until = mark < 0 ? text.length : mark;
    if (until > at && current !== null)
      visitor.text?.(text.slice(at, until), current, { start: at, end: until }, edits);
    else if (until > at && /\S/u.test(text.slice(at, until))) throw damaged("text outside of elements");
    if (mark < 0) break;
    const second = text.charCodeAt(mark + 1);
    if (second === 0x21 || second === 0x3f) {
      at = aside({ text, mark, current, visitor, edits });
      continue;
    }
    const end = tagEnd(text, mark + 1);
    at = end;
    if (second === 0x2f) {
      if (current === null || text.slice(mark + 2, end - 1).trimEnd() !== current.raw)
        throw damaged("an end tag without its start");
      if (current.fate === "unwrap") edits.replace(mark, end, "");
      close(end);
      continue;
    }
    if (++depth > mostDepth) throw damaged("nested too deep");
    if (current === null && ++roots > 1) throw damaged("more than one root");
    const element = elementOf({ text, start: mark, end, parent: current, names });
    current = element;
    visitor.open?.(element, edits);
    if (element.fate === "unwrap") edits.replace(mark, end, "");
    if (element.empty) close(end);
  }
  if (current !== null || roots === 0) throw damaged("an element is not closed");
  return edits;
}

/** Prefixes that hold at a place, and names of elements that were put together with them. */
interface Scope {
  readonly prefixes: ReadonlyMap<string, string>;
  readonly names: Map<string, string>;
}
const noScope = (): Scope => ({ prefixes: new Map([["xml", "xml"]]), names: new Map() });

const damaged = (what: string) => new WhosecopyError("file-damaged", `XML: ${what}`);

/** Reads a comment, an instruction or CDATA, which is text. @returns where it ends. */
function aside(params: {
  text: string;
  mark: number;
  current: XmlElement | null;
  visitor: XmlVisitor;
  edits: XmlEdits;
}): number {
  const { text, mark, current, visitor, edits } = params;
  const ends = (opens: string, closes: string): number => {
    const end = text.indexOf(closes, mark + opens.length);
    if (end < 0) throw damaged("something is not closed");
    return end + closes.length;
  };
  if (text.startsWith("<![CDATA[", mark)) {
    const end = ends("<![CDATA[", "]]>");
    if (current !== null) visitor.text?.(text.slice(mark + 9, end - 3), current, { start: mark, end }, edits);
    return end;
  }
  if (text.startsWith("<?xml ", mark)) return ends("<?", "?>");
  const comment = text.startsWith("<!--", mark);
  if (!comment && text[mark + 1] === "!") throw damaged("a document type");
  const end = comment ? ends("<!--", "-->") : ends("<?", "?>");
  visitor.aside?.(text.slice(mark + 2, end - 2));
  edits.replace(mark, end, "");
  return end;
}

/** After the ">" that is not within quotes. */
function tagEnd(text: string, from: number): number {
  let quote = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quote !== 0) {
      if (code !== quote) continue;
      quote = 0;
    } else if (code === 0x22 || code === 0x27) quote = code;
    else if (code === 0x3e) return at + 1;
    else if (code === 0x3c) break;
  }
  throw damaged("a tag is not closed");
}

function elementOf(params: {
  text: string;
  start: number;
  end: number;
  parent: (XmlElement & { readonly scope: Scope }) | null;
  names: Readonly<Record<string, string>>;
}): XmlElement & { readonly raw: string; readonly scope: Scope } {
  const { text, start, end, parent, names } = params;
  const empty = text.charCodeAt(end - 2) === 0x2f;
  let nameEnd = start + 1;
  while (nameEnd < end && !isNameEnd(text.charCodeAt(nameEnd))) nameEnd++;
  const raw = text.slice(start + 1, nameEnd);
  if (raw === "") throw damaged("a tag without a name");
  const tag = text.slice(nameEnd, empty ? end - 2 : end - 1);
  let scope = parent?.scope ?? noScope();
  const spaced = tag.includes(":");
  if (tag.includes("xmlns")) scope = scopeOf(tag, scope, names);
  const name = scope.names.get(raw) ?? nameIn(scope, raw);
  let attributes: readonly XmlAttribute[] | undefined;
  return {
    name,
    raw,
    parent,
    start,
    tagEnd: end,
    empty,
    spaced,
    scope,
    resolve: (prefix) => scope.prefixes.get(prefix) ?? "?",
    fate: "keep",
    children: 0,
    kept: 0,
    get attributes() {
      attributes ??= tag === "" ? none : attributesOf(tag, nameEnd, scope);
      return attributes;
    },
  };
}

const none: readonly XmlAttribute[] = [];

function nameIn(scope: Scope, raw: string): string {
  const colon = raw.indexOf(":");
  const space = colon < 0 ? (scope.prefixes.get("") ?? "") : (scope.prefixes.get(raw.slice(0, colon)) ?? "?");
  const local = raw.slice(colon + 1);
  const name = space === "" ? local : `${space}:${local}`;
  scope.names.set(raw, name);
  return name;
}

const isNameEnd = (code: number) =>
  code === 0x20 || code === 0x2f || code === 0x3e || code === 0x09 || code === 0x0a || code === 0x0d;

const pattern = /\s+([^\s=<>"'/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/uy;

function rawAttributes(tag: string): { name: string; start: number; end: number; value: string }[] {
  const found: { name: string; start: number; end: number; value: string }[] = [];
  pattern.lastIndex = 0;
  let end = 0;
  for (let match = pattern.exec(tag); match !== null; match = pattern.exec(tag)) {
    const start = end;
    end = pattern.lastIndex;
    found.push({ name: match[1]!, start, end, value: match[2] ?? match[3]! });
  }
  if (tag.slice(end).trim() !== "") throw damaged("an attribute is damaged");
  return found;
}

function scopeOf(tag: string, outer: Scope, names: Readonly<Record<string, string>>): Scope {
  const prefixes = new Map(outer.prefixes);
  for (const { name, value } of rawAttributes(tag)) {
    if (name === "xmlns") prefixes.set("", value === "" ? "" : (names[value] ?? "?"));
    else if (name.startsWith("xmlns:")) prefixes.set(name.slice(6), names[value] ?? "?");
  }
  return { prefixes, names: new Map() };
}

function attributesOf(tag: string, offset: number, { prefixes }: Scope): XmlAttribute[] {
  const attributes: XmlAttribute[] = [];
  for (const { name, start, end, value } of rawAttributes(tag)) {
    if (name === "xmlns" || name.startsWith("xmlns:")) continue;
    const colon = name.indexOf(":");
    const full = colon < 0 ? name : `${prefixes.get(name.slice(0, colon)) ?? "?"}:${name.slice(colon + 1)}`;
    const valueEnd = offset + end - 1;
    const place = { start: offset + start, end: offset + end, valueStart: valueEnd - value.length, valueEnd };
    attributes.push({ name: full, value: unescapeXml(value), ...place });
  }
  return attributes;
}
