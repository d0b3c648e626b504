import type { Picture } from "@whosecopy/image";
import { type Registrar, type TracedEncoding, traceLeak, type TraceResult } from "@whosecopy/marks";
import { personNamed, tools } from "./sent-picture.ts";

/** What a trace of one leak said, and whether it is true. */
export interface Judgement {
  readonly verdict: TraceResult["verdict"];
  /** Of the right person, as a power of ten, at 1e-2 or better; null when there is none. -12 at the least, unless followed further down. */
  readonly log10Bound: number | null;
  /** Others of the eight who were named at 1e-6. */
  readonly wrong: number;
  /** Of so many people who never had a copy, those who were named at 1e-6. */
  readonly innocents: number;
  readonly matchedFraction: number | null;
  readonly markLeft: number | null;
  /** Of the trace against the eight. */
  readonly seconds: number;
}

const innocentPersons = new Map<number, readonly Uint8Array[]>();

function innocentsOf(count: number): readonly Uint8Array[] {
  let persons = innocentPersons.get(count);
  if (persons === undefined) {
    persons = Array.from({ length: count }, (_, i) => personNamed(`innocent ${i}`));
    innocentPersons.set(count, persons);
  }
  return persons;
}

/** Registers a leak once, however often it is traced. */
function remembering(inner: Registrar): Registrar {
  let answer: ReturnType<Registrar["register"]> | undefined;
  return { register: (params) => (answer ??= inner.register(params)) };
}

const listed = 0.01;
const named = -6;
const least = -12 + 1e-9;

/** As often tried as would raise a bound by ten powers of ten, twenty, thirty: shows what the least printed bound hides. */
const laterAttempts = [1e5, 1e10, 1e15];

/**
 * @param params.person whose copy it is; undefined when nobody may be named.
 * @param params.below follow the right person's bound below 1e-12, for comparing one mark with another; some seconds more.
 */
export async function judge(params: {
  leak: Picture;
  encoding: TracedEncoding;
  person: number | undefined;
  innocents: number;
  below?: boolean;
}): Promise<Judgement> {
  const { leak, encoding, person, innocents, below = false } = params;
  const registrar = remembering(tools.registrar);
  const common = { leak, registrar, codecs: tools.codecs, nextAttempt: () => Promise.resolve(1) };
  const started = performance.now();
  const result = await traceLeak({ ...common, encodings: [encoding], threshold: listed });
  const seconds = (performance.now() - started) / 1000;
  const attributed = result.verdict === "attributed" ? result.attributed : [];
  const right = attributed.find((one) => one.person === person);
  const wrong = attributed.filter((one) => one.person !== person && one.log10Bound <= named).length;
  const match = result.verdict === "not-this-picture" ? undefined : result.match;
  const others =
    innocents === 0
      ? undefined
      : await traceLeak({
          ...common,
          encodings: [{ ...encoding, persons: innocentsOf(innocents) }],
          threshold: 10 ** named,
        });
  let log10Bound = right?.log10Bound ?? null;
  for (const attempt of below && log10Bound !== null && log10Bound <= least ? laterAttempts : []) {
    const nextAttempt = () => Promise.resolve(attempt);
    const later = await traceLeak({ ...common, nextAttempt, encodings: [encoding], threshold: listed });
    const bound = later.verdict === "attributed" ? later.attributed.find((one) => one.person === person) : undefined;
    if (bound === undefined) break;
    log10Bound = bound.log10Bound - Math.log10((attempt * (attempt + 1)) / 2);
    if (bound.log10Bound > least) break;
  }
  return {
    verdict: result.verdict,
    log10Bound,
    wrong,
    innocents: others?.verdict === "attributed" ? others.attributed.length : 0,
    matchedFraction: match?.matchedFraction ?? null,
    markLeft: match?.markLeft ?? null,
    seconds,
  };
}
