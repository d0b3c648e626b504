import { encodeJpeg, encodePng, type Picture, resizePicture } from "@whosecopy/image";
import type { LeakMatch } from "../trace/match.ts";
import { reportOverlays } from "./overlay.ts";
import { type ReportFigure, reportPage, type ReportWords } from "./report-page.ts";
import { reportPicture } from "./report-picture.ts";

/** What a trace found, for people: a page with its words, and the two pictures alone. */
export interface TraceReport {
  /** HTML that needs nothing else. */
  readonly page: string;
  /** PNG without any word. */
  readonly picture: Uint8Array;
}

/** Pixels of the longest side of a picture on the page. */
const longestSide = 1400;
const quality = 85;

/** Draws a leak beside what was sent, with what a trace found, and writes the page around it. */
export async function makeReport(params: {
  readonly leak: Picture;
  /** What was sent, as its sender keeps it; of any size. */
  readonly original: Picture;
  readonly match: LeakMatch;
  readonly words: ReportWords;
}): Promise<TraceReport> {
  const { leak, original, match, words } = params;
  const overlays = reportOverlays({ match, leak });
  return {
    page: reportPage({
      words,
      leak: forPage(leak, overlays.leak),
      original: forPage(original, overlays.original),
    }),
    picture: await encodePng(reportPicture({ leak, original, match })),
  };
}

function forPage(picture: Picture, overlay: ReportFigure["overlay"]): ReportFigure {
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  const size = {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
  const small = scale === 1 ? picture : resizePicture(picture, size);
  return { jpeg: encodeJpeg({ picture: small, quality }), ...size, overlay };
}
