import { type Policy, WhosecopyError } from "@whosecopy/protocol";

/** What a sender chooses; everything left out means "no limit". */
export interface PolicyChoice {
  /** How often the copy may be opened, on all devices of the person together. */
  readonly opens?: number;
  /** When opening ends. */
  readonly expiresAtMs?: number;
  /** When opening begins. */
  readonly opensFromMs?: number;
  /** Whether the person may keep the opened copy. Default: only without limits. Asked of the app, not enforced. */
  readonly save?: boolean;
  /** How much the sender learns of opens. Default: the day. */
  readonly receipts?: Policy["receipts"];
  /** Whether unopened copies close when the person is removed from the conversation. Default: yes. */
  readonly closeOnRemoval?: boolean;
}

/** True when nothing needs to be counted or to end. */
export function isUnlimited(choice: PolicyChoice): boolean {
  return choice.opens === undefined && choice.expiresAtMs === undefined && choice.opensFromMs === undefined;
}

/** The policy that is signed. @throws WhosecopyError "bad-input" for a limit that makes no sense */
export function makePolicy(choice: PolicyChoice, nowMs: number): Policy {
  const unlimited = isUnlimited(choice);
  const { opens, expiresAtMs, opensFromMs = 0 } = choice;
  if (opens !== undefined && (!Number.isSafeInteger(opens) || opens < 1 || opens > 1_000_000)) {
    throw new WhosecopyError("bad-input", "opens must be a whole number from 1 to 1,000,000");
  }
  if (expiresAtMs !== undefined && expiresAtMs <= Math.max(nowMs, opensFromMs)) {
    throw new WhosecopyError("bad-input", "the end of opening lies in the past or before its beginning");
  }
  return {
    opens: opens ?? null,
    not_before: opensFromMs,
    not_after: expiresAtMs ?? null,
    after_first_open_s: null,
    save: choice.save ?? unlimited,
    forward: "none",
    receipts: choice.receipts ?? "day",
    // Without limits every later look would need the host for ever; with limits each look is an open.
    offline: unlimited,
    close_on_removal: choice.closeOnRemoval ?? true,
  };
}

/** A policy for a screen: what is enforced by the host, what the app is asked to keep to, and what is told to whom. */
export interface PolicyView {
  readonly opensAllowed: number | null;
  readonly opensFromMs: number | null;
  readonly expiresAtMs: number | null;
  readonly mayBeSaved: boolean;
  readonly mayBeForwarded: "no" | "ask" | "yes";
  readonly staysOnDevice: boolean;
  /** What the sender learns of each open: the exact time, the day, or nothing signed by the person's device. */
  readonly reported: Policy["receipts"];
  /** Whether the copy carries an invisible mark that names this person's copy. */
  readonly marked: boolean;
}

/** Says what a copy's policy means, before it is opened. */
export function describePolicy(policy: Policy, form: 0 | 1): PolicyView {
  return {
    opensAllowed: policy.opens,
    opensFromMs: policy.not_before === 0 ? null : policy.not_before,
    expiresAtMs: policy.not_after,
    mayBeSaved: policy.save,
    mayBeForwarded: policy.forward === "none" ? "no" : policy.forward === "ask" ? "ask" : "yes",
    staysOnDevice: policy.offline,
    reported: policy.receipts,
    marked: form === 1,
  };
}
