import type { ReportWords } from "@whosecopy/marks";
import type { TraceResult } from "../engine/app-engine.ts";
import type { Catalogue } from "../text/en.ts";
import type { Format } from "../text/use-format.ts";
import { openedSentences } from "./opened-sentences.ts";

type Found = Exclude<TraceResult, { verdict: "not-this-picture" }>;

/** The words of a trace's report, in the language of the app. */
export function reportWords(params: {
  readonly result: Found;
  readonly text: Catalogue;
  readonly format: Format;
  readonly nowMs: number;
  readonly sha256: string;
  /** "2026-11-03", or empty. */
  readonly firstSeen: string;
}): ReportWords {
  const { result, text, format, nowMs, sha256, firstSeen } = params;
  const { report, trace } = text;
  const { matchedFraction, markLeft, mirrored } = result.map.match;
  const share = text.number.percent(matchedFraction);
  const isNamed = result.verdict === "attributed";
  const sentOn = result.sent === null ? [] : [[report.sent, format.full(result.sent.atMs)] as const];
  return {
    language: text.locale,
    title: report.title,
    verdict: isNamed ? verdictOf(result, text) : trace.notAttributed,
    sentences: isNamed
      ? [
          ...(result.names.length > 1 ? [trace.several] : []),
          ...result.names.flatMap((named) => [
            trace.bound(named.name, text.number.power(Math.floor(-named.log10Bound)), named.people, named.searches),
            ...openedSentences(named, { text, format }).sentences,
          ]),
          trace.matched(share),
        ]
      : [trace.notAttributedWords(share), ...result.hints.map((hint) => trace.hints[hint])],
    limits: {
      title: report.limits,
      sentences: isNamed
        ? [trace.whose, trace.others(text.list(result.names.map(({ name }) => name)))]
        : [report.nobody],
    },
    leak: { alt: report.leakAlt, caption: report.leak },
    original: { alt: trace.sentAlt(share), caption: report.original },
    legend: { line: report.line, dots: report.dots, dark: report.dark },
    facts: {
      title: report.facts,
      rows: [
        [report.sha256, sha256],
        [report.firstSeen, firstSeen === "" ? report.notGiven : firstSeen],
        [report.traced, format.full(nowMs)],
        ...sentOn,
        [report.share, share],
        [report.mark, text.number.percent(markLeft)],
        [report.mirrored, mirrored ? report.yes : report.no],
      ],
    },
  };
}

/** Whose copy, or copies. */
export function verdictOf(result: Extract<TraceResult, { verdict: "attributed" }>, text: Catalogue): string {
  const names = result.names.map(({ name }) => name);
  const [only] = names;
  return names.length === 1 && only !== undefined ? text.trace.copyOf(only) : text.trace.copiesOf(names);
}
