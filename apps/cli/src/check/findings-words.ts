import type { Finding, Inspection, Severity } from "@whosecopy/check";
import { printable } from "../printable.ts";

const severityWords: Readonly<Record<Severity, string>> = {
  "locates-you": "locates you",
  "identifies-you": "identifies you",
  "shows-more": "shows more than you see",
  harmless: "harmless",
};

/** What counts as something found: all but harmless things that belong to the format and stay. */
export function tellingFindings({ findings }: Inspection): readonly Finding[] {
  return findings.filter(({ severity, cleanable }) => severity !== "harmless" || cleanable !== "stays");
}

function removalWords({ cleanable, cost }: Finding): string {
  if (cleanable === "stays") return " (clean can't remove it)";
  return cost === undefined ? "" : ` (removing it: ${cost})`;
}

/** One line for each thing found, worst first, then what was not looked at. */
export function findingLines(inspection: Inspection, values: boolean): readonly string[] {
  const width = Math.max(...Object.values(severityWords).map((words) => words.length));
  const lines = tellingFindings(inspection).map((finding) => {
    const { severity, sentence, where, value } = finding;
    const place = where.map(printable).join(" > ");
    const shown = values && value !== undefined ? `\n  ${" ".repeat(width)}  = ${printable(value.reveal())}` : "";
    return `  ${severityWords[severity].padEnd(width)}  ${sentence}${removalWords(finding)}  [${place}]${shown}`;
  });
  const unseen = inspection.unseen.map(
    ({ where, sentence }) => `  ${"not looked at".padEnd(width)}  ${sentence}  [${where.map(printable).join(" > ")}]`,
  );
  return [...lines, ...unseen];
}

/** For `--json`; values only where they were asked for. */
export function inspectionJson(inspection: Inspection, values: boolean) {
  const { format, unseen, questions, cleanable } = inspection;
  const findings = inspection.findings.map(({ value, ...finding }) =>
    values && value !== undefined ? { ...finding, value: value.reveal() } : finding,
  );
  return { format, findings, unseen, questions, cleanable };
}
