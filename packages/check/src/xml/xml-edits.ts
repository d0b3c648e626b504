import { escapeXml } from "./xml-text.ts";

/** An attribute with its place in the text; `start` is the blank before it. */
export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** Changes to a text, by place. What lies in a longer change is lost with it. */
export interface XmlEdits {
  replace(start: number, end: number, by: string): void;
  dropAttribute(attribute: XmlAttribute): void;
  setAttribute(attribute: XmlAttribute, value: string): void;
  /** The changed text; the same string when there are no changes. */
  apply(text: string): string;
}

export function createEdits(): XmlEdits {
  const changes: { start: number; end: number; by: string }[] = [];
  const replace = (start: number, end: number, by: string) => void changes.push({ start, end, by });
  return {
    replace,
    dropAttribute: ({ start, end }) => replace(start, end, ""),
    setAttribute: ({ valueStart, valueEnd }, value) => replace(valueStart, valueEnd, escapeXml(value)),
    apply(text) {
      if (changes.length === 0) return text;
      changes.sort((a, b) => a.start - b.start || b.end - a.end);
      const parts: string[] = [];
      let at = 0;
      for (const { start, end, by } of changes) {
        if (start < at) continue;
        parts.push(text.slice(at, start), by);
        at = end;
      }
      return parts.join("") + text.slice(at);
    },
  };
}
