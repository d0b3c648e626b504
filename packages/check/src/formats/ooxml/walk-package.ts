import { WhosecopyError } from "@whosecopy/protocol";
import type { KeepChoice } from "../../report/finding.ts";
import { attributeOf, walkXml, type XmlVisitor } from "../../xml/walk-xml.ts";
import { escapeXml, type XmlText, writeXml } from "../../xml/xml-text.ts";
import { gatherFacts } from "./facts.ts";
import type { CropPlan, MadeCrop } from "./crops/plan.ts";
import { linkFate } from "./link-fate.ts";
import { ooxmlNames } from "./namespaces.ts";
import { type OfficeTell, officeTells as tells } from "../../office/office-tells.ts";
import { contentTypesName, type OfficePackage, type Relationship, relationshipsName } from "./package.ts";
import { dropElement, together } from "../../office/visitors.ts";
import type { PartWalk } from "./part-walk.ts";
import { explicit, files, implicit, removed } from "./relationship-kinds.ts";
import { chartRule } from "./rules/charts.ts";
import { commonRule } from "./rules/common.ts";
import { cropRule } from "./rules/crops.ts";
import { propertyRule, vmlRule } from "./rules/other-parts.ts";
import { type PointerRule, relationshipRule } from "./rules/relationships.ts";
import { sharedTextRule, sheetRule } from "./rules/sheets.ts";
import { slideRule } from "./rules/slides.ts";
import { wordRule } from "./rules/word.ts";

/** What a walk is for: an inspection keeps every choice, so that it sees what is in it. */
export interface PackageWalkParams {
  readonly pack: OfficePackage;
  /** The main part. */
  readonly main: string;
  /** Where pictures are cropped: gathers what would be needed, or uses what was made. */
  readonly crops: CropPlan;
  keeps(choice: KeepChoice): boolean;
  say(part: string, tell: OfficeTell, value?: string): void;
  /** Part that could not be read or understood; it stays as it is. */
  unseen(part: string, sentence: string): void;
}

/** What stays of a package, by part: new bytes, or null for as it is. */
export interface PackageWalk {
  readonly kept: ReadonlyMap<string, Uint8Array | null>;
  /** Kept parts that are files of their own: pictures, sound, fonts, embedded documents. */
  readonly files: ReadonlySet<string>;
  /** Parts that nothing leads to. */
  readonly unreached: readonly string[];
}

interface Reached {
  readonly part: string;
  readonly type: string;
}

/**
 * [Note: one walk to say and to clean] An inspection and a cleaning of a document are the same walk with the same rules: the first
 * keeps every choice and listens to what is said, the second writes what is left. So nothing can be found that is not removed, or
 * removed without being said.
 *
 * Walks from part to part along relationships, as a program that shows the document does, and keeps what it needs: what nothing leads
 * to goes.
 * @throws WhosecopyError "file-damaged", "check-limit".
 */
export async function walkPackage(params: PackageWalkParams): Promise<PackageWalk> {
  const { pack, main } = params;
  const facts = await gatherFacts(pack, main);
  const kept = new Map<string, Uint8Array | null>();
  const fileParts = new Set<string>();
  const told = new Set<string>();
  const last: Reached[] = [];
  const queue: Reached[] = [];

  const goes = (relationship: Relationship): boolean => {
    const { type, target, external } = relationship;
    if (external) return linkFate(relationship) !== null && linkFate(relationship)?.stays !== true;
    if (!pack.entries.has(target)) return true;
    if (type === "core-properties" && params.keeps("date")) return false;
    if (facts.hidden.has(target)) return !params.keeps("hidden-slides");
    if (type === "table" && facts.hiddenCells.size > 0 && !params.keeps("hidden-slides")) return true;
    if (Object.hasOwn(removed, type)) {
      const keep = removed[type]?.keep;
      return keep === undefined || !params.keeps(keep);
    }
    return false;
  };

  const follow = (from: string, relationship: Relationship, used: ReadonlySet<string> | null): boolean => {
    const { type, target, external, id } = relationship;
    if (external) {
      const tell = linkFate(relationship);
      if (tell !== null) params.say(from, tell, target);
      return !goes(relationship) && (used === null || used.has(id));
    }
    if (!pack.entries.has(target)) return false;
    const tell = removed[type];
    if (tell !== undefined && tell !== null) params.say(target, tell);
    if (facts.hidden.has(target) && type === "slide") params.say(target, tells.hiddenSlides);
    if (type === "font") params.say(target, tells.fonts);
    if (goes(relationship)) {
      told.add(target);
      return false;
    }
    if (!implicit.has(type) && used !== null && !used.has(id)) return false;
    if (!implicit.has(type) && !explicit.has(type) && tell === undefined)
      params.unseen(target, "A part of a kind that is not known here. It stays as it is.");
    if (!kept.has(target)) {
      kept.set(target, null);
      (type === "sharedStrings" ? last : queue).push({ part: target, type });
    }
    return true;
  };

  const visit = async ({ part, type }: Reached): Promise<void> => {
    pack.budget.part();
    const relationships = await pack.relationships(part);
    let used: ReadonlySet<string> | null = null;
    const isText = !files.has(type) && /[+/]xml$|vmlDrawing/u.test(pack.contentType(part));
    if (files.has(type)) fileParts.add(part);
    else if (!isText)
      params.unseen(part, "Holds data of a program in a form that is not known here. It stays as it is.");
    else {
      const walk: PartWalk & { source: XmlText } = {
        part,
        type,
        facts,
        crops: params.crops,
        relationships: new Map(relationships.map((each) => [each.id, each])),
        source: await pack.text(part),
        get text() {
          return this.source.text;
        },
        keeps: params.keeps,
        say: (tell, value) => params.say(part, tell, value),
        goes,
        drop: (element, tell, value) => dropElement(walk, element, tell, value),
      };
      used = visitText(walk, kept, pack);
    }
    await visitRelationships(part, relationships, used);
  };

  const visitRelationships = async (
    part: string,
    relationships: readonly Relationship[],
    used: ReadonlySet<string> | null,
  ): Promise<void> => {
    const name = relationshipsName(part);
    if (!pack.entries.has(name)) return;
    const staying = new Set(relationships.filter((each) => follow(part, each, used)).map(({ id }) => id));
    if (staying.size === 0 && part !== "" && params.crops.made.size === 0) return;
    const made = [...params.crops.made.values()].filter((each) => each.part === part);
    kept.set(name, edited({ source: await pack.text(name), pack, staying, made }));
  };

  await visitRelationships("", await pack.relationships(""), null);
  const all = [...queue];
  queue.length = 0;
  queue.push(...all);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) await visit(next);
  for (const each of last) await visit(each);

  const types = await pack.text(contentTypesName);
  kept.set(contentTypesName, keptTypes(types, pack, kept));
  const unreached = [...pack.entries.keys()].filter(
    (part) => !kept.has(part) && !told.has(part) && !part.endsWith(".rels"),
  );
  return { kept, files: fileParts, unreached: unreached.filter((part) => !behind(part, told, pack)) };
}

/** Parts that hang only on parts that went are not told by themselves. */
function behind(part: string, told: ReadonlySet<string>, pack: OfficePackage): boolean {
  return told.size > 0 && !/\/media\/|thumbnail/u.test(part) && pack.entries.has(part);
}

/** Applies the rules to a part's text, and notes its new text. @returns the relationships that something in it points at. */
function visitText(
  walk: PartWalk & { source: XmlText },
  kept: Map<string, Uint8Array | null>,
  pack: OfficePackage,
): ReadonlySet<string> {
  const { part, source } = walk;
  const pointers = relationshipRule(walk);
  const edits = walkXml({
    text: source.text,
    names: ooxmlNames,
    visitor: together(walk, rulesFor(walk, pointers)),
    budget: pack.budget,
  });
  const after = edits.apply(source.text);
  if (after !== source.text || !source.utf8) kept.set(part, writeXml(after, source));
  return pointers.used();
}

function rulesFor(walk: PartWalk, pointers: PointerRule): XmlVisitor[] {
  const { type, facts } = walk;
  if (/-properties$|Properties$/u.test(type)) return [propertyRule(walk)];
  if (type === "sharedStrings") return [commonRule(walk), sharedTextRule(walk)];
  const own = { word: wordRule, presentation: slideRule, sheet: sheetRule }[facts.kind](walk);
  const special = type === "vmlDrawing" ? [vmlRule(walk)] : type === "chart" ? [chartRule(walk)] : [];
  return [commonRule(walk), own, ...special, pointers, cropRule(walk)];
}

/** The list of relationships of a part, without those that go, and with those to pictures that were made. */
function edited(params: {
  source: XmlText;
  pack: OfficePackage;
  staying: ReadonlySet<string>;
  made: readonly MadeCrop[];
}): Uint8Array | null {
  const { source, pack, staying, made } = params;
  const added: string[] = [];
  const edits = walkXml({
    text: source.text,
    names: ooxmlNames,
    budget: pack.budget,
    visitor: {
      open(element) {
        if (element.name !== "rel:Relationship") return;
        const id = attributeOf(element, "Id") ?? "";
        for (const { like, id: newId, target } of made) {
          if (like !== id) continue;
          const tag = source.text.slice(element.start, element.tagEnd).replace(/\/?>$/u, "");
          const plain = tag.replaceAll(/\s(?:Id|Target)\s*=\s*(?:"[^"]*"|'[^']*')/gu, "");
          added.push(`${plain} Id="${newId}" Target="/${escapeXml(target)}"/>`);
        }
        if (!staying.has(id)) element.fate = "drop";
      },
      close(element, end, changes) {
        if (element.parent === null && added.length > 0) {
          const last = source.text.lastIndexOf("<", end - 1);
          changes.replace(last, last, added.join(""));
        }
      },
    },
  });
  const after = edits.apply(source.text);
  return after === source.text && source.utf8 ? null : writeXml(after, source);
}

/** The list of kinds, without parts that went. */
function keptTypes(source: XmlText, pack: OfficePackage, kept: ReadonlyMap<string, unknown>): Uint8Array | null {
  const edits = walkXml({
    text: source.text,
    names: ooxmlNames,
    budget: pack.budget,
    visitor: {
      open(element) {
        if (element.name !== "ct:Override") return;
        const name = element.attributes.find((each) => each.name === "PartName")?.value ?? "";
        if (!kept.has(name.replace(/^\//u, "").toLowerCase())) element.fate = "drop";
      },
    },
  });
  const after = edits.apply(source.text);
  return after === source.text && source.utf8 ? null : writeXml(after, source);
}

export function mainPartOf(relationships: readonly Relationship[]): string {
  const found = relationships.find(({ type, external }) => type === "officeDocument" && !external);
  if (found === undefined) throw new WhosecopyError("file-damaged", "the document has no main part");
  return found.target;
}
