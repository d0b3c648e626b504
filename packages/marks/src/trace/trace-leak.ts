import { type Codecs, type Luma, lumaOf, type Picture } from "@whosecopy/image";
import { WhosecopyError } from "@whosecopy/protocol";
import { biasThresholds } from "../code/biases.ts";
import { codeWord, wordSeed } from "../code/word.ts";
import type { EncodingKeys } from "../encoding-keys.ts";
import type { Registrar } from "../register/registrar.ts";
import { floorLog10 } from "./bound.ts";
import { decoders } from "./decoders.ts";
import { describeMatch, type LeakMatch } from "./match.ts";
import { measureLeak } from "./measure.ts";
import { type Placement, placementMap } from "./placement.ts";
import type { Readings } from "./readings.ts";
import { scoreWords } from "./score-words.ts";
import { decodeTraceReference, type TraceReference } from "./trace-reference.ts";
import type { Attribution, TraceHint, TraceResult } from "./trace-result.ts";

/** One encoding that a leak may come from. */
export interface TracedEncoding {
  /** The caller's name for it, passed to `nextAttempt` and given back in the result. */
  readonly id: string;
  /** As `prepareMark` made it. */
  readonly reference: Uint8Array;
  readonly keys: Pick<EncodingKeys, "patternSeed" | "biasSeed" | "wordRoot">;
  /**
   * Everyone a word was ever issued to: recipients, forwarded, pools, links, revoked, unused. The bound counts them, so leaving
   * somebody out makes it untrue.
   */
  readonly persons: readonly Uint8Array[];
}

export interface TraceLeakParams {
  readonly leak: Picture;
  readonly encodings: readonly TracedEncoding[];
  readonly registrar: Registrar;
  readonly codecs: Codecs;
  /**
   * Counts the scoring runs of an encoding over its life (a of protocol 3.10): 1 the first time. Called before any word is looked at; the
   * new number must be stored durably before the promise resolves, or the bound is not true.
   */
  readonly nextAttempt: (encodingId: string) => Promise<number>;
  /**
   * Where the original lies, set by hand, for when it is not found otherwise; of the only encoding given. It is made exact as far as
   * the pictures allow, and counted as any other run.
   */
  readonly placement?: Placement | undefined;
  /** Bound at which somebody is named, 1e-9 by default; 1e-12 to 0.01. */
  readonly threshold?: number;
  readonly onProgress?: (progress: TraceProgress) => void;
  readonly signal?: AbortSignal;
}

export interface TraceProgress {
  readonly stage: "register" | "measure" | "score";
  /** Of the whole trace, 0 to 1. */
  readonly done: number;
}

/** An encoding whose picture the leak shows, with everything read from the leak, and no word. */
interface Candidate {
  readonly encoding: TracedEncoding;
  readonly reference: TraceReference;
  readonly readings: Readings;
  readonly match: LeakMatch;
}

/**
 * Finds whose copy a leaked picture is (protocol 3.10). First every reference is registered and every mark read, without any word; then
 * the run is counted; only then words are made, scored and forgotten.
 * @throws WhosecopyError "bad-input" for a threshold out of range or a placement that is none, "record-damaged", "cancelled".
 */
export async function traceLeak(params: TraceLeakParams): Promise<TraceResult> {
  const { nextAttempt, threshold = 1e-9, onProgress, signal } = params;
  const log10Threshold = Math.log10(threshold);
  // The small allowance is for the logarithm of 1e-12.
  if (!(log10Threshold >= floorLog10 - 1e-9 && log10Threshold <= -2)) {
    throw new WhosecopyError("bad-input", "the threshold lies between 1e-12 and 0.01");
  }
  if (params.placement !== undefined && params.encodings.length !== 1) {
    throw new WhosecopyError("bad-input", "corners are set on one picture");
  }
  const candidates = await findCandidates(params);
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    if (best === undefined || candidate.match.matchedFraction > best.match.matchedFraction) best = candidate;
  }
  if (best === undefined) return { verdict: "not-this-picture" };
  const attributed: Attribution[] = [];
  for (const [i, candidate] of candidates.entries()) {
    const { encoding } = candidate;
    if (encoding.persons.length === 0) continue;
    stopIfAborted(signal);
    onProgress?.({ stage: "score", done: 0.9 + (0.1 * i) / candidates.length });
    const attempt = await nextAttempt(encoding.id);
    if (!Number.isSafeInteger(attempt) || attempt < 1) throw new WhosecopyError("internal", "attempts count from 1");
    attributed.push(...attributions({ candidate, references: candidates.length, attempt, log10Threshold }));
  }
  onProgress?.({ stage: "score", done: 1 });
  attributed.sort((a, b) => a.log10Bound - b.log10Bound);
  const first = attributed[0];
  if (first === undefined) {
    return {
      verdict: "not-attributed",
      encodingId: best.encoding.id,
      match: best.match,
      hints: hintsFor(best.match),
    };
  }
  const { match } = candidates.find(({ encoding }) => encoding.id === first.encodingId) ?? best;
  return { verdict: "attributed", attributed, encodingId: first.encodingId, match };
}

async function findCandidates(params: TraceLeakParams): Promise<Candidate[]> {
  const { encodings, registrar, codecs, placement, onProgress, signal } = params;
  const leak: Luma = lumaOf(params.leak);
  const found: Candidate[] = [];
  for (const [i, encoding] of encodings.entries()) {
    stopIfAborted(signal);
    onProgress?.({ stage: "register", done: (0.9 * i) / encodings.length });
    const reference = await decodeTraceReference(encoding.reference, codecs);
    const start =
      placement === undefined
        ? undefined
        : placementMap(placement, { reference: reference.luma, original: reference.grid, leak });
    const registration = await registrar.register({ reference: reference.luma, leak, start, signal });
    if (registration === null) continue;
    stopIfAborted(signal);
    onProgress?.({ stage: "measure", done: (0.9 * (i + 0.7)) / encodings.length });
    const readings = measureLeak({ leak, reference, registration, patternSeed: encoding.keys.patternSeed });
    found.push({ encoding, reference, readings, match: describeMatch({ leak, reference, registration, readings }) });
  }
  return found;
}

/** The only place where words are made. What is not at the threshold is dropped here. */
function attributions(params: {
  candidate: Candidate;
  references: number;
  attempt: number;
  log10Threshold: number;
}): Attribution[] {
  const { candidate, references, attempt, log10Threshold } = params;
  const { encoding, reference, readings } = candidate;
  const { biasSeed, wordRoot } = encoding.keys;
  const { collusion, grid } = reference;
  const thresholds = biasThresholds({ biasSeed, tiles: grid.count, collusion });
  const issued = encoding.persons.length;
  const bounds = scoreWords({
    logOdds: readings.logOdds,
    strength: readings.strength,
    probabilities: Float64Array.from(thresholds, (threshold) => threshold / 2 ** 32),
    words: wordsOf(encoding.persons, wordRoot, thresholds),
    issued,
    references,
    attempt,
  });
  const accounting = { words: issued, references, decoders: decoders.length, attempt };
  const named: Attribution[] = [];
  bounds.forEach((log10Bound, person) => {
    if (log10Bound <= log10Threshold) named.push({ encodingId: encoding.id, person, log10Bound, accounting });
  });
  return named;
}

function* wordsOf(persons: readonly Uint8Array[], wordRoot: Uint8Array, thresholds: Uint32Array) {
  for (const person of persons) yield codeWord({ seed: wordSeed({ wordRoot, person }), thresholds });
}

function hintsFor(match: LeakMatch): TraceHint[] {
  const hints: TraceHint[] = [];
  if (match.markLeft < 0.2) hints.push("perhaps-unmarked");
  if (match.matchedFraction < 0.4) hints.push("larger-part");
  if (match.markLeft < 0.6) hints.push("better-quality");
  return hints;
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new WhosecopyError("cancelled", "the trace was cancelled");
}
