import { looksLikePath } from "../../../report/gather.ts";
import { attributeOf, type XmlElement, type XmlVisitor } from "../../../xml/walk-xml.ts";
import type { XmlEdits } from "../../../xml/xml-edits.ts";
import { type OfficeTell, officeTells as tells } from "../../../office/office-tells.ts";
import { around, isOn } from "../../../office/visitors.ts";
import type { PartWalk } from "../part-walk.ts";

const dropped: Readonly<Record<string, OfficeTell | null>> = {
  "w:rsids": tells.sittings,
  "w:rsid": tells.sittings,
  "w:nsid": tells.sittings,
  "w:tmpl": tells.sittings,
  "w:docId": tells.sittings,
  "w14:docId": tells.sittings,
  "w15:docId": tells.sittings,
  "w:attachedTemplate": tells.template,
  "w:docVars": tells.variables,
  "w:mailMerge": tells.mailMerge,
  "w:permStart": tells.editors,
  "w:permEnd": null,
  "w:proofErr": null,
  "w:proofState": null,
  "w:trackRevisions": null,
  "w:smartTagPr": null,
  "w:customXmlPr": null,
  "w:dataBinding": tells.customXml,
  "w15:dataBinding": tells.customXml,
  "w:schemaLibrary": tells.customXml,
  "w:attachedSchema": tells.customXml,
  "sl:schemaLibrary": tells.customXml,
  "w:commentRangeStart": tells.comments,
  "w:commentRangeEnd": tells.comments,
  "w:commentReference": tells.comments,
  "w:del": tells.changes,
  "w:moveFrom": tells.changes,
  "w:cellIns": tells.changeMarks,
  "w:cellDel": tells.changeMarks,
  "w:cellMerge": tells.changeMarks,
};
const change = /^w:(?:\w+Change|moveFromRange\w+|moveToRange\w+|customXml(?:Ins|Del|MoveFrom|MoveTo)Range\w+)$/u;
const lock: ReadonlySet<string> = new Set(["w:documentProtection", "w:writeProtection"]);

interface Run {
  hidden: boolean;
  field: boolean;
}
interface Paragraph {
  deleted: boolean;
  content: boolean;
}

/** Word: changes are accepted, comments and hidden text go, and what the program stored for itself. */
export function wordRule(walk: PartWalk): XmlVisitor {
  const runs = new Map<XmlElement, Run>();
  const paragraphs = new Map<XmlElement, Paragraph>();
  const rows = new Set<XmlElement>();
  let goBack: string | undefined;
  return {
    open(element, edits) {
      const { name, parent } = element;
      if (!name.startsWith("w")) return;
      if (name === "w:r") {
        runs.set(element, { hidden: false, field: false });
        const paragraph = around(element, (each) => each === "w:p");
        const known = paragraph === null ? undefined : paragraphs.get(paragraph);
        if (known !== undefined) known.content = true;
      } else if (name === "w:p") paragraphs.set(element, { deleted: false, content: false });
      else if (name === "w:ins" || name === "w:moveTo") {
        walk.say(tells.changeMarks, whoAndWhen(element));
        element.fate = element.empty ? "drop" : "unwrap";
      } else if (name === "w:del" && parent !== null && mark(element, parent, walk)) {
        element.fate = "drop";
        if (parent.name === "w:trPr") rows.add(around(parent, (each) => each === "w:tr") ?? parent);
        const paragraph = parent.name === "w:rPr" && parent.parent?.name === "w:pPr" ? parent.parent.parent : null;
        const known = paragraph === null ? undefined : paragraphs.get(paragraph);
        if (known !== undefined) known.deleted = true;
      } else if (change.test(name)) walk.drop(element, tells.changeMarks, whoAndWhen(element));
      else if (Object.hasOwn(dropped, name)) {
        if (name === "w:del" || name === "w:moveFrom") walk.say(tells.changeMarks, whoAndWhen(element));
        walk.drop(element, dropped[name] ?? null, paths(element));
      } else if (name === "w:smartTag" || name === "w:customXml") element.fate = "unwrap";
      else if (lock.has(name)) walk.say(tells.lock);
      else if (name === "w:bookmarkStart" && attributeOf(element, "w:name") === "_GoBack") {
        goBack = attributeOf(element, "w:id");
        walk.drop(element, tells.whereLeft);
      } else if (name === "w:bookmarkEnd" && goBack !== undefined && attributeOf(element, "w:id") === goBack)
        element.fate = "drop";
      else if (name === "w:fldSimple") field(element, walk, edits);
      else hidden(element, walk, runs);
    },
    text(words, element, place, edits) {
      if (element.name === "w:instrText" && looksLikePath(words)) {
        walk.say(tells.fileLink, words);
        edits.replace(place.start, place.end, harmless);
      }
    },
    close(element, end) {
      const run = runs.get(element);
      runs.delete(element);
      if (run?.hidden === true && !run.field) walk.drop(element, tells.hiddenText);
      if (rows.delete(element)) walk.drop(element, null);
      if (element.name === "w:tbl" && element.children > 0 && tableIsEmpty(element)) element.fate = "drop";
      const paragraph = paragraphs.get(element);
      paragraphs.delete(element);
      // A paragraph that was deleted whole goes, unless it is the last, which a cell or page needs.
      if (
        paragraph?.deleted === true &&
        !paragraph.content &&
        /^\s*<(?:\w+:)?p[\s>/]/u.test(walk.text.slice(end, end + 40))
      )
        element.fate = "drop";
    },
  };
}

function tableIsEmpty(table: XmlElement): boolean {
  // Its properties and its grid are all that is left.
  return table.kept <= 2 && table.children > table.kept;
}

/** A deletion of a mark (of a paragraph, row or number), not of text. */
function mark(element: XmlElement, parent: XmlElement, walk: PartWalk): boolean {
  if (!["w:rPr", "w:trPr", "w:numPr"].includes(parent.name)) return false;
  walk.say(tells.changeMarks, whoAndWhen(element));
  return true;
}

function whoAndWhen(element: XmlElement): string {
  return [attributeOf(element, "w:author"), attributeOf(element, "w:date")]
    .filter((each) => each !== undefined)
    .join(" ");
}

function paths(element: XmlElement): string | undefined {
  const values = ["w:ed", "w:edGrp"].map((name) => attributeOf(element, name)).filter((each) => each !== undefined);
  return values.length === 0 ? undefined : values.join(" ");
}

function hidden(element: XmlElement, walk: PartWalk, runs: Map<XmlElement, Run>): void {
  const { name, parent } = element;
  if (name === "w:fldChar" || name === "w:instrText") {
    const run = parent === null ? undefined : runs.get(parent);
    if (run !== undefined) run.field = true;
    return;
  }
  const style = name === "w:rStyle" && walk.facts.hiddenStyles.has(attributeOf(element, "w:val") ?? "");
  if (!style && !(name === "w:vanish" && isOn(element, "w:val", true))) return;
  const run = parent?.name === "w:rPr" && parent.parent !== null ? runs.get(parent.parent) : undefined;
  if (run !== undefined) run.hidden = true;
}

function field(element: XmlElement, walk: PartWalk, edits: XmlEdits): void {
  const instruction = element.attributes.find(({ name }) => name === "w:instr");
  if (instruction === undefined || !looksLikePath(instruction.value)) return;
  walk.say(tells.fileLink, instruction.value);
  edits.setAttribute(instruction, harmless);
}

/** A field that shows what it shows now, and fetches nothing. */
const harmless = " QUOTE ";
