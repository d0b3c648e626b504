import { lookSentences, sightingOrder, sightingWords } from "@whosecopy/check/content";
import { printable } from "../printable.ts";
import type { FileLook } from "./look-at-files.ts";

const label = "in the picture";
const width = "shows more than you see".length;

function line(text: string): string {
  return `  ${label.padEnd(width)}  ${text}`;
}

/** One line for each kind of thing that was seen, gravest first, then what could not be looked for. */
export function lookLines(look: FileLook | undefined, values: boolean): readonly string[] {
  if (look === undefined) return [];
  if ("notLooked" in look) {
    const why = look.notLooked === "image-unsupported" ? "it is not a picture that can be opened" : look.notLooked;
    return [`  ${"not looked at".padEnd(width)}  What it shows: ${why}.`];
  }
  const { sightings } = look;
  if (sightings.length === 0) return lookSentences(look).map(line);
  const kinds = [...new Set(sightings.map(({ kind }) => kind))].sort((a, b) => sightingOrder(a) - sightingOrder(b));
  const seen = kinds.flatMap((kind) => {
    const same = sightings.filter((one) => one.kind === kind);
    const shown = same.flatMap(({ value }) =>
      values && value !== undefined ? [`  ${" ".repeat(width)}  = ${printable(value.reveal())}`] : [],
    );
    return [line(sightingWords(kind, same.length)), ...shown];
  });
  return [...seen, ...lookSentences({ ...look, sightings: [], looked: [] }).map(line)];
}

/** For `--json`: boxes in pixels of the upright picture; values only where they were asked for. */
export function lookJson(look: FileLook | undefined, values: boolean) {
  if (look === undefined) return {};
  if ("notLooked" in look) return { notLooked: look.notLooked };
  const sightings = look.sightings.map(({ value, ...sighting }) =>
    values && value !== undefined ? { ...sighting, value: value.reveal() } : sighting,
  );
  return { sightings, lookedFor: look.looked, couldNotLookFor: look.failed };
}
