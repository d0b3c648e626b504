import { type Finding, type KeepChoice, severities, type Unseen } from "./finding.ts";

/** What a file gives away, and what was not looked at. */
export interface Inspection {
  /** As recognised by content, for a person: "JPEG picture". */
  readonly format: string;
  /** Worst first, then in the file's order. */
  readonly findings: readonly Finding[];
  readonly unseen: readonly Unseen[];
  /** What only the person can decide, such as speaker notes; `clean` needs an answer to each. */
  readonly questions: readonly KeepChoice[];
  readonly cleanable: { readonly can: true } | { readonly can: false; readonly sentence: string };
}

/** The same findings, worst first; equal ones stay in order. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
