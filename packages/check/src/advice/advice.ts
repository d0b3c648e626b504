import type { Box } from "../content/sighting.ts";

/** What one tap does about an advice. */
export type Fix =
  /** Remove what the file gives away. */
  | { readonly action: "clean" }
  | { readonly action: "cover"; readonly boxes: readonly Box[] }
  /** Look at the recipients again, this one first. */
  | { readonly action: "check-recipient"; readonly handle: string }
  | { readonly action: "verify"; readonly handle: string }
  /** Ask whoever sent it whether it may be passed on. */
  | { readonly action: "ask-sender"; readonly handle: string }
  /** Fewer opens and a shorter time. */
  | { readonly action: "tighten"; readonly opens: 1; readonly expiresAfterHours: 24 };

export interface Advice {
  readonly kind:
    | "look-alike-recipient"
    | "secret-in-picture"
    | "private-picture"
    | "gives-place"
    | "somebody-elses"
    | "unverified-recipient"
    | "people-in-picture"
    | "somebodys-chat"
    | "gives-away"
    | "details-in-picture"
    | "unusual-recipient";
  /** For the person: one sentence, or a sentence and a question. */
  readonly sentence: string;
  readonly fix: Fix;
}

/** What stands beside the advice, each as large as the others. */
export const sendingChoices = ["send", "sleep-on-it", "dont-send"] as const;
export type SendingChoice = (typeof sendingChoices)[number];

/** Everything said before sending. Nothing here blocks, scores or lectures. */
export interface SendingAdvice {
  /** Worst first, three at most. */
  readonly advice: readonly Advice[];
  readonly choices: readonly SendingChoice[];
}
