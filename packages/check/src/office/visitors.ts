import type { KeepChoice } from "../report/finding.ts";
import { attributeOf, isGone, type XmlElement, type XmlVisitor } from "../xml/walk-xml.ts";
import type { OfficeTell } from "./office-tells.ts";

/** What every rule for the text of a document may ask and say. */
export interface OfficeWalk {
  keeps(choice: KeepChoice): boolean;
  say(tell: OfficeTell, value?: string): void;
}

/** Drops an element; the text in it becomes part of what is said. A choice that keeps it is heeded. */
export function dropElement(walk: OfficeWalk, element: XmlElement, tell: OfficeTell | null, value?: string) {
  if (tell !== null) walk.say(tell, value);
  if (tell?.keep !== undefined && walk.keeps(tell.keep)) return;
  element.fate = "drop";
  element.mark = tell ?? undefined;
}

/** The nearest element around it, or itself, that has one of these names. */
export function around(element: XmlElement, isIt: (name: string) => boolean): XmlElement | null {
  for (let each: XmlElement | null = element; each !== null; each = each.parent) if (isIt(each.name)) return each;
  return null;
}

export const localOf = (name: string): string => name.slice(name.indexOf(":") + 1);

/** True for "1", "true" and "on", as the schemas allow. */
export function isOn(element: XmlElement, attribute: string, otherwise = false): boolean {
  const value = attributeOf(element, attribute);
  return value === undefined ? otherwise : /^(?:1|true|on|t)$/u.test(value);
}

/** Several visitors as one; those that open come in order, and text within dropped elements is told with them. */
export function together(walk: Pick<OfficeWalk, "say">, visitors: readonly XmlVisitor[]): XmlVisitor {
  return {
    open(element, edits) {
      if (isGone(element.parent)) return;
      for (const visitor of visitors) {
        visitor.open?.(element, edits);
        if (element.fate === "drop") return;
      }
    },
    text(words, element, place, edits) {
      const gone = goneAround(element);
      if (gone === null) for (const visitor of visitors) visitor.text?.(words, element, place, edits);
      else if (gone.mark !== undefined && /\S/u.test(words)) walk.say(gone.mark as OfficeTell, words);
    },
    close(element, end, edits) {
      if (isGone(element)) return;
      for (const visitor of visitors) visitor.close?.(element, end, edits);
    },
    aside(words) {
      for (const visitor of visitors) visitor.aside?.(words);
    },
  };
}

function goneAround(element: XmlElement): XmlElement | null {
  for (let each: XmlElement | null = element; each !== null; each = each.parent) if (each.fate === "drop") return each;
  return null;
}
