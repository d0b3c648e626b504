import { attacks } from "./attacks/list.ts";
import type { Attack } from "./attacks/attack.ts";
import type { Outcome } from "./job.ts";
import type { Subject } from "./pictures.ts";
import { type AttackSummary, heldShare, median, summarise } from "./summary.ts";

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => `| ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`).join("\n");
}

const bound = (log10: number): string => (Number.isNaN(log10) ? "" : log10 === 0 ? "-" : `1e${log10.toFixed(1)}`);
const share = (value: number): string => (Number.isNaN(value) ? "" : value.toFixed(2));

function row(summary: AttackSummary): string[] {
  const { missed } = summary;
  return [
    summary.attack.level,
    summary.attack.family,
    summary.attack.name,
    `${summary.atNine}/${summary.pictures}`,
    `${summary.atSix}/${summary.pictures}`,
    bound(summary.medianLog10),
    String(summary.notFound),
    share(summary.medianMatched),
    share(summary.medianMarkLeft),
    String(summary.wrong),
    String(summary.innocents),
    Number.isNaN(summary.medianSeconds) ? "" : summary.medianSeconds.toFixed(1),
    summary.errors > 0
      ? `${summary.errors} failed; `
      : missed.length > 6
        ? `${missed.length} pictures`
        : missed.join(" "),
  ];
}

const attackHead = [
  "level",
  "family",
  "attack",
  "1e-9",
  "1e-6",
  "median",
  "not found",
  "matched",
  "mark left",
  "wrong",
  "innocents",
  "s",
  "missed at 1e-9",
];

/** Every attack on its own line, then what must not name anybody, then the totals. */
export function reportText(outcomes: readonly Outcome[], subjects: readonly Subject[], innocents: number): string {
  const copies = outcomes.filter(({ job }) => job.kind === "copy");
  const byAttack = (attack: Attack): Outcome[] => copies.filter(({ job }) => job.attack === attack.name);
  const rows = attacks.map((attack) => summarise(attack, byAttack(attack))).filter(({ pictures }) => pictures > 0);
  const pixels = new Map(subjects.map(({ name, width, height }) => [name, width * height]));
  const levelOf = new Map(attacks.map((attack) => [attack.name, attack]));
  // A sender who was told that a picture proves little was promised nothing.
  const promised = copies.filter(({ proves }) => proves === undefined || proves === "good");
  const counted = (level: Attack["level"], large: boolean): Outcome[] =>
    promised.filter(({ job }) => {
      const attack = levelOf.get(job.attack);
      return attack?.level === level && pixels.get(job.picture)! >= attack.minPixels === large;
    });
  const nobody = (["unmarked", "stranger", "unrelated"] as const).map((kind) => {
    const those = outcomes.filter(({ job }) => job.kind === kind);
    const judged = those.flatMap(({ judgement }) => (judgement === undefined ? [] : [judgement]));
    const named = judged.reduce((sum, { wrong, innocents: few }) => sum + wrong + few, 0);
    const not = judged.filter(({ verdict }) => verdict === "not-this-picture").length;
    return [
      kind,
      String(those.length),
      String(named),
      String(not),
      share(median(judged.map(({ seconds }) => seconds))),
    ];
  });
  const judged = outcomes.flatMap(({ judgement }) => (judgement === undefined ? [] : [judgement]));
  const seconds = judged.map((each) => each.seconds).sort((a, b) => a - b);
  const false_ = judged.reduce((sum, { wrong, innocents: few }) => sum + wrong + few, 0);
  const failed = outcomes.flatMap(({ job, error }) =>
    error === undefined ? [] : [`${job.picture}, ${job.attack}: ${error}`],
  );
  return [
    table(attackHead, rows.map(row)),
    "",
    table(["nobody's copy", "leaks", "named at 1e-6", "not this picture", "s"], nobody),
    "",
    `must, at its sizes:            ${heldShare(counted("must", true)).sentence} at 1e-9`,
    `stress, from 2 megapixels up:  ${heldShare(counted("stress", true)).sentence} at 1e-9`,
    `stress, below:                 ${heldShare(counted("stress", false)).sentence} at 1e-9`,
    `pictures said to prove little: ${heldShare(copies.filter((each) => !promised.includes(each))).sentence} at 1e-9, not counted above`,
    `false attributions at 1e-6:    ${false_}, over eight names and ${innocents} innocent words for each of ${judged.length} leaks`,
    `seconds per trace:             median ${median(seconds).toFixed(2)}, worst ${(seconds.at(-1) ?? 0).toFixed(2)}`,
    ...(failed.length > 0 ? ["", `${failed.length} failed:`, ...failed] : []),
    "",
  ].join("\n");
}
