/**
 * Every way that something can fail, by a stable code. The sentence for a person is chosen by code at the surface
 * (screen or command), so that words can be improved and translated without touching what fails.
 */
const table = {
  // What a person or a file gave us
  "bad-input": { status: 400 },
  "bad-request": { status: 400 },
  "image-unsupported": { status: 415 },
  "image-damaged": { status: 422 },
  "image-too-large": { status: 413 },
  "image-too-small": { status: 422 },
  "file-unknown": { status: 415 },
  "file-damaged": { status: 422 },
  "file-too-large": { status: 413 },
  "file-unreadable": { status: 500 },
  "check-limit": { status: 422 },
  "clean-refused": { status: 422 },
  "record-damaged": { status: 422 },
  "passphrase-needed": { status: 401 },
  "passphrase-wrong": { status: 401 },
  "invite-damaged": { status: 422 },
  // Who asks
  "signature-invalid": { status: 401 },
  "chain-invalid": { status: 401 },
  "device-unknown": { status: 401 },
  "device-revoked": { status: 403 },
  "clock-skew": { status: 401 },
  "request-replayed": { status: 409 },
  "not-a-member": { status: 403 },
  "not-yours": { status: 403 },
  // What there is
  "not-found": { status: 404 },
  "handle-taken": { status: 409 },
  "handle-unknown": { status: 404 },
  "contact-unknown": { status: 404 },
  "other-server": { status: 422 },
  "already-exists": { status: 409 },
  // Conversations
  "epoch-conflict": { status: 409 },
  "key-package-none": { status: 409 },
  "key-package-expired": { status: 422 },
  "group-refused": { status: 422 },
  "message-refused": { status: 422 },
  "state-rolled-back": { status: 409 },
  // Copies and opens
  "not-open-yet": { status: 403 },
  expired: { status: 410 },
  "taken-back": { status: 410 },
  "opens-used-up": { status: 410 },
  "released-then-closed": { status: 410 },
  "releases-held": { status: 503, retryable: true },
  "copy-exists": { status: 409 },
  "save-not-allowed": { status: 403 },
  "policy-mismatch": { status: 422 },
  "statement-invalid": { status: 422 },
  "copy-damaged": { status: 422 },
  // Blobs and limits
  "blob-incomplete": { status: 409 },
  "chunk-mismatch": { status: 422 },
  "too-large": { status: 413 },
  "quota-exceeded": { status: 413 },
  "rate-limited": { status: 429, retryable: true },
  "storage-full": { status: 507 },
  // The world
  "store-busy": { status: 409 },
  "store-damaged": { status: 500 },
  network: { status: 502, retryable: true },
  "server-unavailable": { status: 503, retryable: true },
  cancelled: { status: 499 },
  "out-of-memory": { status: 507 },
  internal: { status: 500 },
} as const satisfies Record<string, { status: number; retryable?: true }>;

/** The closed set of codes; stable across versions, used in logs, JSON output and HTTP answers. */
export type ErrorCode = keyof typeof table;

/** All codes, for schemas and for tests that every code has its sentence. */
export const errorCodes = Object.keys(table) as [ErrorCode, ...ErrorCode[]];

/** True when the value is one of our codes, whoever sent it. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(table, value);
}

/**
 * The one error type. `message` is for developers and logs: it never holds a key, a handle, a caption or a file name.
 * Whether trying again can help, and the HTTP status, follow from the code.
 */
export class WhosecopyError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "WhosecopyError";
    this.code = code;
  }

  get retryable(): boolean {
    return "retryable" in table[this.code];
  }

  get httpStatus(): number {
    return table[this.code].status;
  }
}
