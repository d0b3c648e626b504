import type { InspectContext } from "../format.ts";
import { PrivateValue } from "../report/private-value.ts";
import { unescapeXml } from "../xml/xml-text.ts";
import type { OfficeTell } from "./office-tells.ts";

const mostOfValue = 2_000;
const asked: ReadonlySet<string> = new Set(["notes", "hidden-slides", "comments", "attachments"]);

/** Collects what the parts of a document tell, so that what a hundred slides tell alike is one finding. */
export function gatherOffice(context: InspectContext): {
  say(part: string, tell: OfficeTell, value?: string): void;
  flush(): void;
} {
  const found = new Map<string, { tell: OfficeTell; parts: Set<string>; values: Set<string>; length: number }>();
  return {
    say(part, tell, value) {
      const key = `${tell.kind} ${tell.sentence} ${tell.keep ?? ""}`;
      const entry = found.get(key) ?? { tell, parts: new Set(), values: new Set(), length: 0 };
      found.set(key, entry);
      entry.parts.add(part);
      const words = value === undefined ? "" : unescapeXml(value).replaceAll(/\s+/gu, " ").trim();
      if (words === "" || entry.length > mostOfValue || entry.values.has(words)) return;
      entry.values.add(words.slice(0, mostOfValue));
      entry.length += words.length;
    },
    flush() {
      for (const { tell, parts, values } of found.values()) {
        const { kind, severity, sentence, keep, cost, stays = false } = tell;
        const [first] = parts;
        context.report({
          kind,
          severity,
          sentence,
          where: parts.size === 1 ? [first!] : [first!, `and ${String(parts.size - 1)} more`],
          cleanable: stays ? "stays" : keep === undefined ? "removed" : "unless-kept",
          ...(keep === undefined ? {} : { keep }),
          ...(cost === undefined ? {} : { cost }),
          ...(values.size === 0 ? {} : { value: new PrivateValue([...values].join("; ")) }),
        });
        if (keep !== undefined && asked.has(keep)) context.ask(keep);
      }
      found.clear();
    },
  };
}
