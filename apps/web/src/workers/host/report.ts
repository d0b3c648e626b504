import { traceReport } from "@whosecopy/client";
import type { Codecs } from "@whosecopy/image";
import type { ReportWords, TraceReport } from "@whosecopy/marks";
import type { LeakMap } from "../../engine/app-engine.ts";

/** Draws what a trace found. */
export function drawReport(params: {
  readonly leak: Uint8Array;
  readonly map: LeakMap;
  readonly words: ReportWords;
  readonly codecs: Codecs;
  readonly signal?: AbortSignal;
}): Promise<TraceReport> {
  const { leak, map, words, codecs, ...cancel } = params;
  return traceReport({ codecs }, { leak, found: { match: map.match, original: map.picture }, words, ...cancel });
}
