import type { AttributedView, FoundView, MarkedCopies, TraceView } from "@whosecopy/client";
import { openedLines } from "./opened-words.ts";
import { printable } from "./printable.ts";

type Capacity = MarkedCopies["capacity"];
type NotAttributed = Extract<TraceView, { verdict: "not-attributed" }>;

const hintLines: Record<NotAttributed["hints"][number], string> = {
  "larger-part": "A version that shows more of the picture would help.",
  "better-quality": "A version of better quality would help: the earliest one, not a copy of a copy.",
  "perhaps-unmarked": "It may be a version that never carried a mark, such as the sender's own original.",
};

/** "1,000,000,000" from a power of ten; the printed bound is never smaller than 10^-12. */
function oneIn(log10Bound: number): string {
  const number = 10 ** Math.floor(Math.min(12, -log10Bound));
  return number.toLocaleString("en-US");
}

/** What the picture can prove, beside Send. */
export function capacityLine(capacity: Capacity): string {
  switch (capacity.proves) {
    case "good":
      return `A leaked copy can be told from the others, also when it was cropped or saved again. ${mixingSentence(capacity)}`;
    case "little":
      return `A leaked copy can be told from the others only while it is nearly untouched, with ${Math.ceil(capacity.leastShare * 100)} % of it in sight: the picture is small or plain. ${mixingSentence(capacity)}`;
    case "nothing":
      return "This picture is too small or too plain: a leaked copy could not be told from the others.";
  }
}

/** How many people who mix their copies a picture withstands: as a rule, and not always (98 in 100). */
function mixingSentence({ colluders }: Capacity): string {
  return colluders >= 2
    ? `When up to ${colluders} people mix their copies, one of them is still found as a rule.`
    : "People who mix their copies can hide all of them.";
}

/** The sentence of protocol 3.10: whose copy it is, the bound, and what the sender's side knows of it. */
function attributionLines(found: AttributedView): readonly string[] {
  const name = printable(found.name);
  const { words, attempt } = found.accounting;
  const people = words === 1 ? "the 1 person" : `all ${words} people`;
  const searches = attempt === 1 ? "the 1 search made" : `the ${attempt} searches made`;
  return [
    `This picture matches the copy made for ${name}.`,
    `If ${name}'s copy had nothing to do with it, a match this strong would turn up at most once in ${oneIn(found.log10Bound)} times, counting ${people} and ${searches}.`,
    ...openedLines(name, found.opened),
  ];
}

/** Said before the sentences when a leak matches the copies of several people. */
function severalLines(found: readonly AttributedView[]): readonly string[] {
  if (found.length < 2) return [];
  return [
    `It matches ${found.length} copies: a picture can be mixed from several. That does not say that their holders acted together.`,
  ];
}

/** The limits that stand beside every attribution. */
export const attributionLimits: readonly string[] = [
  "This says whose copy it is, not who passed it on. It can't exclude that someone got hold of the copy, or that the sender's own records were used.",
];

/** How much of the picture the leak shows legibly. */
function shareLine({ match }: FoundView): string {
  return `${Math.round(match.matchedFraction * 100)} % of the picture could be read${match.mirrored ? ", mirrored" : ""}.`;
}

/** The answer in a line. */
export function verdictLine(found: FoundView): string {
  if (found.verdict === "not-attributed") return "Not attributed: nobody's copy can be named from this.";
  const names = found.attributed.map(({ name }) => printable(name));
  const list = new Intl.ListFormat("en").format(names);
  return names.length === 1
    ? `This picture matches the copy made for ${list}.`
    : `This picture matches the copies made for ${list}.`;
}

/** All that is said of a leak whose picture was found, but the verdict and the limits. */
export function findingLines(found: FoundView): readonly string[] {
  if (found.verdict === "not-attributed") {
    return [
      shareLine(found),
      "Too little of a mark is left in it to name a copy safely, so no copy is named; that says nothing about anyone.",
      ...found.hints.map((hint) => hintLines[hint]),
    ];
  }
  return [...severalLines(found.attributed), ...found.attributed.flatMap(attributionLines), shareLine(found)];
}

/** What a trace found, for people. */
export function traceLines(view: TraceView): readonly string[] {
  if (view.verdict === "not-this-picture") {
    return [
      "This is not a picture that was marked here, or too little of it is left to recognise.",
      "If you recognise it yourself, say where it lies: --corners (see whosecopy trace --help).",
    ];
  }
  if (view.verdict === "not-attributed") return [verdictLine(view), ...findingLines(view)];
  return [...findingLines(view), ...attributionLimits];
}

/** What a trace found, for programs. */
export function traceJson(view: TraceView) {
  const first = view.verdict === "attributed" ? view.attributed[0] : undefined;
  return {
    verdict: view.verdict,
    recipient: first?.name ?? null,
    log10FalseAccusationBound: first?.log10Bound ?? null,
    attributed: view.verdict === "attributed" ? view.attributed.map(({ name }) => name) : [],
    ...(first === undefined ? {} : { accounting: first.accounting, sent: first.sent, opened: first.opened }),
    ...(view.verdict !== "attributed" ? {} : { copies: view.attributed.map(copyJson) }),
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

function copyJson({ name, log10Bound, accounting, sent, opened }: AttributedView) {
  return { recipient: name, log10FalseAccusationBound: log10Bound, accounting, sent, opened };
}
