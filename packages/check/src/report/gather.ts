import type { InspectContext } from "../format.ts";
import type { Finding } from "./finding.ts";
import { PrivateValue } from "./private-value.ts";
import type { Tell } from "./tells.ts";

/** How many characters of a value are kept for showing; base64 in XMP runs to megabytes. */
const mostOfValue = 500;
const mostValues = 200;

/** Collects entries of one part of a file, so that thirty entries that tell the same are one finding. */
export interface Gather {
  add(tell: Tell, value?: string): void;
  /** Reports what was collected, in the order in which it was first seen. */
  flush(): void;
}

export function gatherInto(
  context: InspectContext,
  where: readonly string[] | string,
  cleanable: Finding["cleanable"] = "removed",
): Gather {
  const found = new Map<string, { tell: Tell; values: string[] }>();
  return {
    add(tell, value) {
      const key = `${tell.kind} ${tell.sentence}`;
      const entry = found.get(key) ?? { tell, values: [] };
      found.set(key, entry);
      const text = value === undefined ? "" : tidy(value);
      if (text !== "" && entry.values.length < mostValues && !entry.values.includes(text)) entry.values.push(text);
    },
    flush() {
      for (const { tell, values } of found.values()) {
        context.report({
          ...tell,
          where,
          cleanable,
          ...(values.length === 0 ? {} : { value: new PrivateValue(values.join("; ")) }),
        });
      }
      found.clear();
    },
  };
}

function tidy(text: string): string {
  // eslint-disable-next-line no-control-regex
  const trimmed = text
    .slice(0, 4 * mostOfValue)
    .replaceAll("\0", " ")
    .replaceAll(/\s+/gu, " ")
    .trim();
  return trimmed.length > mostOfValue ? `${trimmed.slice(0, mostOfValue)}...` : trimmed;
}

/** True for text that holds a folder of a person's computer, which mostly names its user. */
export function looksLikePath(text: string): boolean {
  return /(?:^|[\s"'(=])(?:[A-Za-z]:[\\/]|\\\\[^\\\s]+\\|~\/|file:\/\/|\/(?:Users|home|Volumes|private|mnt|media|var|storage|data)\/)/u.test(
    text,
  );
}
