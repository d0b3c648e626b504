import type { TraceResult } from "../engine/app-engine.ts";
import type { Catalogue } from "../text/en.ts";
import type { Format } from "../text/use-format.ts";

type Named = Extract<TraceResult, { verdict: "attributed" }>["names"][number];

/** What is signed about opens of a copy before its leak was seen, and whether it points to the sender's side. */
export function openedSentences(
  { name, opened }: Named,
  words: { readonly text: Catalogue; readonly format: Format },
): { readonly warns: boolean; readonly sentences: readonly string[] } {
  const { format } = words;
  const { opened: text } = words.text.trace;
  // Receipts that tell only the day say midnight UTC, which is another day west of it.
  const when = (ms: number) => (ms % 86_400_000 === 0 ? format.utcDay(ms) : format.full(ms));
  switch (opened.is) {
    case "before":
      return { warns: false, sentences: [text.before(name, when(opened.atMs))] };
    case "same-day":
      return { warns: false, sentences: [text.sameDay(name, when(opened.atMs))] };
    case "not-before":
      return {
        warns: true,
        sentences: [
          text.notBefore(name),
          ...(opened.laterMs === null ? [] : [text.later(name, when(opened.laterMs))]),
          ...(opened.claimed === 0 ? [] : [text.claimed]),
        ],
      };
    case "host-only":
      return { warns: false, sentences: [text.hostOnly] };
    case "unknown":
      return { warns: false, sentences: [text.unknown] };
  }
}
