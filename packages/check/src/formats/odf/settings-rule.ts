import { type OfficeTell, officeTells as tells } from "../../office/office-tells.ts";
import { dropElement, localOf, type OfficeWalk } from "../../office/visitors.ts";
import { attributeOf, type XmlVisitor } from "../../xml/walk-xml.ts";

/** Settings with words that say how pages are laid out; other words name printers, people and databases. */
const keptWords =
  /^(?:PrinterIndependentLayout|CharacterCompressionType|LinkUpdateMode|ForbiddenCharacters|(?:Base)?Font(?:Name)?\w*)$/u;

/** Settings: those that change how pages look stay. */
export function settingsRule(walk: OfficeWalk): XmlVisitor {
  return {
    open(element) {
      const name = attributeOf(element, "config:name") ?? "";
      if (name === "ooo:view-settings") dropElement(walk, element, tells.whereLeft);
      else if (element.name === "config:config-item") {
        const kind = attributeOf(element, "config:type") ?? "";
        if (name.startsWith("Rsid")) dropElement(walk, element, tells.sittings);
        else if (/^(?:string|base64Binary|datetime)$/u.test(kind) && !keptWords.test(name)) {
          element.fate = "drop";
          // Most are empty, and tell nothing then.
          element.mark = /Print/u.test(name)
            ? tells.printer
            : name.includes("Database")
              ? tells.connection
              : tells.tags;
        }
      }
    },
  };
}

const properties: Readonly<Record<string, OfficeTell>> = {
  "initial-creator": tells.person,
  creator: tells.person,
  "printed-by": tells.person,
  "creation-date": { ...tells.date, keep: "date" },
  date: { ...tells.date, keep: "date" },
  "print-date": tells.date,
  title: tells.description,
  subject: tells.description,
  description: tells.description,
  keyword: tells.description,
  "editing-cycles": tells.editTime,
  "editing-duration": tells.editTime,
  generator: tells.program,
  "user-defined": tells.label,
  template: tells.template,
};

/** The properties of a document: all of them go, unless dates are kept. */
export function metaRule(walk: OfficeWalk): XmlVisitor {
  return {
    open(element) {
      if (element.parent?.name !== "office:meta") return;
      const tell = properties[localOf(element.name)];
      const kept = tell?.keep === "date" && walk.keeps("date");
      if (!kept) element.fate = "drop";
      element.mark = tell;
      if (tell === tells.template) walk.say(tell, attributeOf(element, "xlink:href"));
    },
  };
}
