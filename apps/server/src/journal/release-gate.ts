/** Why no share is released. The words are for the operator; a caller only gets "releases-held". */
export type HoldReason =
  | "journal-missing"
  | "journal-behind"
  | "journal-damaged"
  | "database-behind"
  | "copies-unknown"
  | "host-key-changed"
  | "commit-unclear";

/** Whether shares may be released. */
export interface ReleaseGate {
  /** Empty when shares may be released. */
  reasons(): readonly HoldReason[];
  /** What the start found out, or a reconciliation since. */
  set(reasons: readonly HoldReason[]): void;
  /** Holds until `end` is called, for as long as it is unclear whether a journalled release is in the database. */
  holdWhileUnclear(): { end(): void };
}

/** A gate; `changed` hears whenever it opens or closes. */
export function releaseGate(changed: (reasons: readonly HoldReason[]) => void): ReleaseGate {
  let found: readonly HoldReason[] = [];
  let unclear = 0;
  const reasons = (): readonly HoldReason[] => (unclear > 0 ? [...found, "commit-unclear"] : found);
  return {
    reasons,
    set(next) {
      found = next;
      changed(reasons());
    },
    holdWhileUnclear() {
      unclear++;
      changed(reasons());
      let ended = false;
      return {
        end() {
          if (ended) return;
          ended = true;
          unclear--;
          changed(reasons());
        },
      };
    },
  };
}
