import { looksLikePath } from "../../report/gather.ts";
import { type OfficeTell, officeTells as tells } from "../../office/office-tells.ts";
import { around, dropElement, type OfficeWalk } from "../../office/visitors.ts";
import { attributeOf, type XmlElement, type XmlVisitor } from "../../xml/walk-xml.ts";
import type { XmlEdits } from "../../xml/xml-edits.ts";
import type { OdfFacts } from "./facts.ts";

/** What rules for the text of a part know. */
export interface OdfWalk extends OfficeWalk {
  readonly facts: OdfFacts;
  /** Files of the package that it shows. */
  readonly used: Set<string>;
  /** The name of a file that an address points at; null for one outside. */
  fileAt(href: string): string | null;
  /** True for an embedded document that is a chart or formula, which is shown by its own program. */
  isChart(name: string): boolean;
}

const dropped: Readonly<Record<string, OfficeTell | null>> = {
  "text:tracked-changes": tells.changes,
  "table:tracked-changes": tells.changes,
  "text:change": tells.changeMarks,
  "text:change-start": tells.changeMarks,
  "text:change-end": null,
  "office:annotation": tells.comments,
  "office:annotation-end": null,
  "script:event-listener": tells.macro,
  "presentation:event-listener": null,
  "office:script": tells.macro,
  "text:hidden-text": tells.hiddenText,
  "text:dde-connection-decls": tells.otherBook,
  "table:dde-links": tells.otherBook,
  "table:table-source": tells.otherBook,
  "table:cell-range-source": tells.otherBook,
  "table:scenario": tells.scenario,
  "table:database-source-sql": tells.connection,
  "table:database-source-table": tells.connection,
  "table:database-source-query": tells.connection,
  "form:connection-resource": tells.connection,
};

const sittings = /^officeooo:(?:paragraph-)?rsid$/u;
const fileName = /\.(?:jpe?g|png|gif|tiff?|bmp|heic|webp|svg|emf|wmf|mp4|mov|avi|mp3|wav|pdf|xlsx?|docx?|pptx?)$/iu;

/** What holds for the text of every OpenDocument part. */
export function documentRule(walk: OdfWalk): XmlVisitor {
  return {
    open(element, edits) {
      const { name, parent } = element;
      if (name.startsWith("?:") && parent !== null) return drop(element, tells.addition);
      attributes(element, edits);
      if (Object.hasOwn(dropped, name)) {
        const event = name === "presentation:event-listener" && attributeOf(element, "script:language") === undefined;
        if (!event) drop(element, dropped[name] ?? null);
        // The end of a comment goes with it.
        if (name === "office:annotation-end" && walk.keeps("comments")) element.fate = "keep";
      } else if (name === "presentation:notes") {
        if (!walk.keeps("notes")) element.fate = "drop";
        element.mark = tells.notes;
      } else if (name === "text:section" && attributeOf(element, "text:display") === "none")
        drop(element, tells.hiddenText);
      else if (name === "text:span" && walk.facts.hiddenStyles.has(attributeOf(element, "text:style-name") ?? ""))
        drop(element, tells.hiddenText);
      else if (name === "draw:page" && walk.facts.hiddenPages.has(attributeOf(element, "draw:style-name") ?? ""))
        drop(element, tells.hiddenSlides, attributeOf(element, "draw:name"));
      else if (name === "style:graphic-properties") crop(element);
    },
    text(words, element) {
      if (!/\S/u.test(words)) return;
      if (around(element, (each) => each === "presentation:notes") !== null) walk.say(tells.notes, words);
      else if (element.name === "svg:desc" || element.name === "svg:title") {
        if (fileName.test(words.trim()) || looksLikePath(words)) drop(element, tells.fileName, words);
        else walk.say(tells.altText, words);
      }
    },
    aside(words) {
      if (words.trim() !== "") walk.say(tells.comment, words);
    },
  };

  function drop(element: XmlElement, tell: OfficeTell | null, value?: string): void {
    dropElement(walk, element, tell, value);
  }

  function attributes(element: XmlElement, edits: XmlEdits): void {
    for (const attribute of element.attributes) {
      const { name, value } = attribute;
      if (sittings.test(name)) {
        walk.say(tells.sittings);
        edits.dropAttribute(attribute);
      } else if (name.startsWith("?:")) {
        walk.say(tells.addition);
        edits.dropAttribute(attribute);
      } else if (name === "xlink:href") address(element, value);
      else if (name === "draw:name" && (fileName.test(value) || looksLikePath(value))) {
        walk.say(tells.fileName, value);
        edits.dropAttribute(attribute);
      }
    }
  }

  function address(element: XmlElement, href: string): void {
    const { name } = element;
    // The document that a chart belongs to is "..".
    if (/^[./]*(?:#.*)?$/u.test(href)) return;
    const inside = walk.fileAt(href);
    if (inside !== null) {
      const whole = name === "draw:object" || name === "draw:object-ole";
      if (whole && !walk.isChart(inside)) drop(element, tells.embedded);
      if (element.fate === "keep") walk.used.add(inside);
    } else if (name === "text:a" || name === "draw:a" || name === "form:button") {
      if (/^(?:https?|mailto|ftps?|tel|sms):/iu.test(href)) walk.say(tells.webLink, href);
      else {
        walk.say(tells.fileLink, href);
        element.fate = "unwrap";
      }
    } else if (!/^[a-z][a-z\d+.-]*:|^[/\\]|^\.\.\//iu.test(href)) drop(element, null);
    else drop(element, looksLikePath(href) ? tells.fileLink : tells.fetched, href);
  }

  function crop(element: XmlElement): void {
    const clip = attributeOf(element, "fo:clip") ?? "";
    if (/[1-9]/u.test(clip.replaceAll(/-[\d.]+/gu, ""))) walk.say(tells.croppedStays);
  }
}
