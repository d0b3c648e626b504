import type { Sighting } from "../content/sighting.ts";
import type { Finding } from "../report/finding.ts";

/** Lines of text from which a screen-shaped picture looks like a conversation. */
const manyLines = 6;

/** Longer side over shorter side of screens of phones that stand upright. */
const leastAspect = 1.7;

/**
 * Whether a picture is likely a screenshot of somebody's chat: shaped like a phone's screen, from no camera, and full of lines
 * of text. A guess, used only to ask a question.
 */
export function looksLikeChat(params: {
  readonly width: number;
  readonly height: number;
  readonly findings: readonly Finding[];
  readonly sightings: readonly Sighting[];
}): boolean {
  const { width, height, findings, sightings } = params;
  const named = findings.some(({ value }) => value !== undefined && /screen\s?shot/iu.test(value.reveal()));
  const fromCamera = findings.some(({ kind }) => kind === "device-model" || kind === "device-serial");
  const lines = sightings.filter(({ kind }) => kind === "text").length;
  const screen = named || (!fromCamera && height >= leastAspect * width);
  return screen && lines >= manyLines;
}
