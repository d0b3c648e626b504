import type { FoundView } from "@whosecopy/client";
import { printable } from "./printable.ts";
import { attributionLimits, findingLines, verdictLine } from "./trace-words.ts";
import { timeText } from "./words.ts";

/** The words of a trace's report. */
export function reportWords(params: {
  readonly found: FoundView;
  readonly leak: { readonly file: string; readonly sha256: string };
  readonly firstSeen: string | undefined;
  readonly tracedAtMs: number;
}) {
  const { found, leak, firstSeen, tracedAtMs } = params;
  const verdict = verdictLine(found);
  const share = `${Math.round(found.match.matchedFraction * 100)} %`;
  const first = found.verdict === "attributed" ? found.attributed[0] : undefined;
  const sent = found.verdict === "attributed" ? first?.sent : found.sent;
  const rows: (readonly [string, string])[] = [
    ["The leaked file", printable(leak.file)],
    ["Its SHA-256", leak.sha256],
    ["First seen", firstSeen === undefined ? "not given; the time of this trace counts" : printable(firstSeen)],
    ["Traced", timeText(tracedAtMs)],
    ["Sent as", sent ?? "marked by name, without a server"],
    ["Share that could be read", share],
    ["Strength of the mark that is left", `${Math.round(found.match.markLeft * 100)} %`],
    ["Mirrored", found.match.mirrored ? "yes" : "no"],
  ];
  if (first !== undefined) {
    const { words, references, decoders, attempt } = first.accounting;
    rows.push([
      "Counted in the bound",
      `${count(words, "code word")} ever issued, ${count(references, "picture")} compared, ${count(decoders, "way")} of reading, search number ${attempt} on this picture`,
    ]);
  }
  return {
    language: "en",
    title: "Trace of a leaked picture",
    verdict,
    sentences: findingLines(found).filter((line) => line !== verdict),
    limits: {
      title: "What this does not say",
      sentences:
        found.verdict === "attributed" ? attributionLimits : ["Nobody is named, and nothing is said about anybody."],
    },
    leak: {
      alt: "The leaked picture. A line marks the edge of the original.",
      caption: "The picture that leaked.",
    },
    original: {
      alt: `The original in grey. A line marks the edge of the leak; ${share} of the original could be read in it.`,
      caption: "What was sent, in grey and small, as its sender keeps it.",
    },
    legend: {
      line: "The edge of the other picture.",
      dots: "A part of the picture in which a mark was found; larger is clearer.",
      dark: "Not in the other picture, covered, or not legible.",
    },
    facts: { title: "How it was found", rows },
  };
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
