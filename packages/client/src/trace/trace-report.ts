import { type Codecs, decodePicture } from "@whosecopy/image";
import { makeReport, type ReportWords, type TraceReport } from "@whosecopy/marks";
import type { TraceView } from "./trace-view.ts";

/** A trace that found the picture. */
export type FoundView = Exclude<TraceView, { readonly verdict: "not-this-picture" }>;

/**
 * Draws what a trace found, for people: a page in the words given, and a picture without any.
 *
 * @throws WhosecopyError "image-..." when the leak is not the file that was traced
 */
export async function traceReport(
  tools: { readonly codecs: Codecs },
  params: {
    /** As it was traced. */
    readonly leak: Uint8Array;
    readonly found: Pick<FoundView, "match" | "original">;
    readonly words: ReportWords;
    readonly signal?: AbortSignal;
  },
): Promise<TraceReport> {
  const { found, words, signal } = params;
  const cancel = signal === undefined ? {} : { signal };
  const leak = await decodePicture(params.leak, { codecs: tools.codecs, tolerant: true, ...cancel });
  const original = await decodePicture(found.original, { codecs: tools.codecs, ...cancel });
  return makeReport({ leak, original, match: found.match, words });
}
