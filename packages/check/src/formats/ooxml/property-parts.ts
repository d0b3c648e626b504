import { WhosecopyError } from "@whosecopy/protocol";
import type { InspectContext } from "../../format.ts";
import { walkXml } from "../../xml/walk-xml.ts";
import { ooxmlNames } from "./namespaces.ts";
import { type OfficeTell, officeTells as tells } from "../../office/office-tells.ts";
import type { OfficePackage } from "./package.ts";
import { markOf } from "./rules/other-parts.ts";

type Say = (part: string, tell: OfficeTell, value?: string) => void;

/** What the properties of a document tell: who, when, how long, with what. */
export async function propertyTells(pack: OfficePackage, say: Say, context: InspectContext): Promise<void> {
  for (const { type, target } of await pack.relationships("")) {
    if (!/-properties$|Properties$/u.test(type) || !pack.entries.has(target)) continue;
    try {
      const { text } = await pack.text(target);
      let tell: OfficeTell | undefined;
      walkXml({
        text,
        names: ooxmlNames,
        budget: pack.budget,
        visitor: {
          open(element) {
            if (element.parent !== null && element.parent.parent === null) tell = markOf(element);
            const name = element.attributes.find((each) => each.name === "name")?.value;
            if (name !== undefined && tell?.sentence === tells.label.sentence) say(target, tell, name);
          },
          text(words) {
            if (tell !== undefined && /\S/u.test(words)) say(target, tell, words);
          },
        },
      });
    } catch (error) {
      if (!(error instanceof WhosecopyError) || error.code !== "file-damaged") throw error;
      context.unseen(target, "Its properties are damaged and could not be read; cleaning removes them.");
    }
  }
}
