import type { Picture } from "@whosecopy/image";
import { type Registrar, type TracedEncoding, traceLeak, type TraceResult } from "@whosecopy/marks";
import { personNamed, tools } from "./sent-picture.ts";

/** What a trace of one leak said, and whether it is true. */
export interface Judgement {
  readonly verdict: TraceResult["verdict"];
  /** Of the right person, as a power of ten, at 1e-2 or better; null when there is none. */
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

/** @param params.person whose copy it is; undefined when nobody may be named. */
export async function judge(params: {
  leak: Picture;
  encoding: TracedEncoding;
  person: number | undefined;
  innocents: number;
}): Promise<Judgement> {
  const { leak, encoding, person, innocents } = params;
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
  return {
    verdict: result.verdict,
    log10Bound: right?.log10Bound ?? null,
    wrong,
    innocents: others?.verdict === "attributed" ? others.attributed.length : 0,
    matchedFraction: match?.matchedFraction ?? null,
    markLeft: match?.markLeft ?? null,
    seconds,
  };
}
