import type { InspectContext } from "../../format.ts";
import { type Gather, gatherInto, looksLikePath } from "../../report/gather.ts";
import { type Tell, tells } from "../../report/tells.ts";
import { type CompoundEntry, compoundEntries } from "./compound-file.ts";
import { readProperties } from "./property-set.ts";

const tell = (kind: Tell["kind"], severity: Tell["severity"], sentence: string): Tell => ({ kind, severity, sentence });

const compoundTells = {
  macros: tell("script", "shows-more", "Holds programs (macros) that can run when it is opened."),
  embedded: tell("embedded-file", "shows-more", "Holds other files."),
  lastUser: tell("person-name", "identifies-you", "Names the person who saved it last."),
  signature: tell("signature-or-origin", "identifies-you", "Holds a signature with the name of the one who signed."),
  data: tell("unknown-data", "identifies-you", "Holds data that programs attached to it."),
  editing: tell(
    "edit-history",
    "identifies-you",
    "Tells how long and how often it was worked on, and from which template.",
  ),
} as const satisfies Record<string, Tell>;

/** Summary information by property ([MS-OSHARED] 2.3.3.2.1). */
const summary: ReadonlyMap<number, Tell> = new Map<number, Tell>([
  [2, tells.description],
  [3, tells.description],
  [4, tells.person],
  [5, tells.description],
  [6, tells.comment],
  [7, compoundTells.editing],
  [8, compoundTells.lastUser],
  [9, compoundTells.editing],
  [10, compoundTells.editing],
  [11, tells.date],
  [12, tells.date],
  [13, tells.date],
  [17, tells.thumbnail],
  [18, tells.software],
]);

/** Document summary information ([MS-OSHARED] 2.3.3.2.2): manager, company. */
const people: ReadonlySet<number> = new Set([14, 15]);

/** What the names of streams and storages tell. */
const byName: readonly (readonly [RegExp, Tell])[] = [
  [/^(?:Macros|VBA|_VBA_PROJECT(?:_CUR)?)$/u, compoundTells.macros],
  [/^(?:ObjectPool|.Ole10Native|Package|MBD[0-9A-F]+)$/u, compoundTells.embedded],
  [/^Current User$/u, compoundTells.lastUser],
  [/^_(?:xml)?signatures$/u, compoundTells.signature],
  [/^MsoDataStore$/u, compoundTells.data],
];

export async function inspectCompound(
  file: Parameters<typeof compoundEntries>[0],
  context: InspectContext,
): Promise<void> {
  const entries = await compoundEntries(file, context.budget);
  const gather = gatherInto(context, "document", "stays");
  for (const entry of entries) {
    const known = byName.find(([pattern]) => pattern.test(entry.name))?.[1];
    if (known !== undefined) gather.add(known);
    if (entry.name === "\u0005SummaryInformation") await inspectSet(entry, gather, summaryTell);
    else if (entry.name === "\u0005DocumentSummaryInformation") await inspectSet(entry, gather, documentTell);
  }
  gather.flush();
  if (entries.some(({ name }) => name === "EncryptedPackage" || name === "EncryptionInfo"))
    context.unseen("document", "It is protected with a password, so that its contents could not be looked at.");
  else context.unseen("document", "Its text, pictures, comments and earlier versions were not looked at.");
}

async function inspectSet(
  entry: CompoundEntry,
  gather: Gather,
  tellOf: (property: { readonly section: number; readonly id: number }) => Tell,
): Promise<void> {
  for (const { section, id, text } of readProperties(await entry.read(4e6))) {
    // Code pages and dictionaries of names.
    if (id < 2) continue;
    gather.add(looksLikePath(text) ? tells.path : tellOf({ section, id }), text);
  }
}

function summaryTell({ id }: { readonly id: number }): Tell {
  return summary.get(id) ?? tells.settings;
}

function documentTell({ section, id }: { readonly section: number; readonly id: number }): Tell {
  if (section > 0) return tells.otherEntries;
  return people.has(id) ? tells.person : tells.settings;
}
