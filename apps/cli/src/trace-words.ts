import type { AttributedView, MarkedCopies, TraceView } from "@whosecopy/client";
import { printable } from "./printable.ts";

type Capacity = MarkedCopies["capacity"];
type NotAttributed = Extract<TraceView, { verdict: "not-attributed" }>;

const hintLines: Record<NotAttributed["hints"][number], string> = {
  "larger-part": "A version that shows more of the picture would help.",
  "better-quality": "A version of better quality would help: the earliest one, not a copy of a copy.",
  "perhaps-unmarked": "It may be a version that never carried a mark, such as the sender's own original.",
};

/** "1 in 1,000,000,000" from a power of ten; the printed bound is never smaller than 10^-12. */
function oneIn(log10Bound: number): string {
  const number = 10 ** Math.floor(Math.min(12, -log10Bound));
  return number.toLocaleString("en-US");
}

/** What the picture can prove, beside Send. */
export function capacityLine(capacity: Capacity): string {
  switch (capacity.proves) {
    case "good":
      return "A leaked copy can be told from the others, also when it was cropped or saved again.";
    case "little":
      return "A leaked copy can be told from the others only while it is nearly untouched: the picture is small or plain.";
    case "nothing":
      return "This picture is too small or too plain: a leaked copy could not be told from the others.";
  }
}

/** The sentence of protocol 3.10: whose copy it is, the bound, and what the number does not say. */
function attributionLines(found: AttributedView): readonly string[] {
  const name = printable(found.name);
  const { words, attempt } = found.accounting;
  const people = words === 1 ? "the 1 person" : `all ${words} people`;
  const searches = attempt === 1 ? "the 1 search made" : `the ${attempt} searches made`;
  return [
    `This picture matches the copy made for ${name}.`,
    `If ${name}'s copy had nothing to do with it, a match this strong would turn up at most once in ${oneIn(found.log10Bound)} times, counting ${people} and ${searches}.`,
  ];
}

/** The limits that stand beside every attribution. */
const attributionLimits: readonly string[] = [
  "This says whose copy it is, not who passed it on. It can't exclude that someone got hold of the copy, or that the sender's own records were used.",
];

/** What a trace found, for people. */
export function traceLines(view: TraceView): readonly string[] {
  if (view.verdict === "not-this-picture") {
    return ["This is not a picture that was marked here, or too little of it is left to recognise."];
  }
  const share = `${Math.round(view.match.matchedFraction * 100)} % of the picture could be read${view.match.mirrored ? ", mirrored" : ""}.`;
  if (view.verdict === "not-attributed") {
    return [
      "Not attributed: nobody's copy can be named from this.",
      share,
      ...view.hints.map((hint) => hintLines[hint]),
    ];
  }
  return [...view.attributed.flatMap(attributionLines), share, ...attributionLimits];
}

/** What a trace found, for programs. */
export function traceJson(view: TraceView) {
  const first = view.verdict === "attributed" ? view.attributed[0] : undefined;
  return {
    verdict: view.verdict,
    recipient: first?.name ?? null,
    log10FalseAccusationBound: first?.log10Bound ?? null,
    attributed: view.verdict === "attributed" ? view.attributed.map(({ name }) => name) : [],
    ...(first === undefined ? {} : { accounting: first.accounting, sent: first.sent }),
    ...(view.verdict === "not-attributed" ? { hints: view.hints, sent: view.sent } : {}),
    ...(view.verdict === "not-this-picture"
      ? {}
      : {
          matchedFraction: view.match.matchedFraction,
          markLeft: view.match.markLeft,
          mirrored: view.match.mirrored,
          leakInOriginal: view.match.leakInOriginal.map(([x, y]): readonly number[] => [x, y]),
        }),
  };
}
