import type { ErrorCode } from "@whosecopy/protocol";

/** One table for all commands; printed by `whosecopy help exit-codes`. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  badInput: 2,
  answerIsNo: 3,
  found: 4,
  refused: 5,
  conflict: 6,
  network: 7,
  verification: 8,
  busy: 9,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each exit code means, for the help text. */
export const exitCodeMeanings: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.ok, "done; for trace: a copy was attributed"],
  [exitCodes.failure, "something went wrong here"],
  [exitCodes.badInput, "wrong usage, or a file or value that can't be used"],
  [exitCodes.answerIsNo, "the answer is no (trace: not attributed, or not this picture)"],
  [exitCodes.found, "something was found"],
  [exitCodes.refused, "refused by the policy: taken back, expired, used up, not yours"],
  [exitCodes.conflict, "conflict with what is already there"],
  [exitCodes.network, "the server can't be reached; trying again can help"],
  [exitCodes.verification, "verification failed: a signature, a copy or a chain does not hold"],
  [exitCodes.busy, "another whosecopy is using this store"],
  [exitCodes.interrupted, "interrupted"],
];

const byCode: Record<ErrorCode, ExitCode> = {
  "bad-input": 2,
  "bad-request": 2,
  "image-unsupported": 2,
  "image-damaged": 2,
  "image-too-large": 2,
  "image-too-small": 2,
  "record-damaged": 2,
  "passphrase-needed": 2,
  "passphrase-wrong": 2,
  "invite-damaged": 2,
  "signature-invalid": 8,
  "chain-invalid": 8,
  "device-unknown": 5,
  "device-revoked": 5,
  "clock-skew": 1,
  "request-replayed": 6,
  "not-a-member": 5,
  "not-yours": 5,
  "not-found": 2,
  "handle-taken": 6,
  "handle-unknown": 2,
  "contact-unknown": 2,
  "already-exists": 6,
  "epoch-conflict": 6,
  "key-package-none": 1,
  "key-package-expired": 8,
  "group-refused": 8,
  "message-refused": 8,
  "state-rolled-back": 6,
  "not-open-yet": 5,
  expired: 5,
  "taken-back": 5,
  "opens-used-up": 5,
  "released-then-closed": 5,
  "releases-held": 5,
  "copy-exists": 6,
  "other-server": 2,
  "save-not-allowed": 5,
  "policy-mismatch": 8,
  "statement-invalid": 8,
  "copy-damaged": 8,
  "blob-incomplete": 7,
  "chunk-mismatch": 8,
  "too-large": 2,
  "quota-exceeded": 5,
  "rate-limited": 5,
  "storage-full": 1,
  "store-busy": 9,
  "store-damaged": 1,
  network: 7,
  "server-unavailable": 7,
  cancelled: 130,
  "out-of-memory": 1,
  internal: 1,
};

/** The exit code that an error ends a command with. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return byCode[code];
}
