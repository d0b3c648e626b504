import { type ErrorAnswer, type ErrorCode, WhosecopyError } from "@whosecopy/protocol";
import { databaseFailure } from "../database/transaction.ts";

/** Fastify's own refusals in our words; anything not listed is a fault of ours. */
const frameworkCodes: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "too-large",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "bad-request",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "bad-request",
  FST_ERR_CTP_EMPTY_JSON_BODY: "bad-request",
  FST_ERR_BAD_URL: "bad-request",
  FST_ERR_MAX_PARAM_LENGTH: "bad-request",
};

/** Any error as one with a code that may be told to a caller. */
export function toKnownError(error: unknown): WhosecopyError {
  const known = databaseFailure(error);
  if (known instanceof WhosecopyError) return known;
  const code: unknown = (error as { code?: unknown } | null)?.code;
  const mapped = typeof code === "string" ? frameworkCodes[code] : undefined;
  if (mapped !== undefined) return new WhosecopyError(mapped, mapped, { cause: error });
  const status: unknown = (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === "number" && status >= 400 && status < 500) {
    return new WhosecopyError("bad-request", "the request can't be read", { cause: error });
  }
  return new WhosecopyError("internal", "a fault of the server", { cause: error });
}

/** What a refused request is answered. */
export function errorAnswer(error: WhosecopyError): ErrorAnswer {
  return { error: { code: error.code, message: error.message, retryable: error.retryable } };
}

/**
 * What the log may hold of an error: its kind and where it was thrown. Messages of the database and of libraries can quote
 * values, so they are left out.
 */
export function loggable(error: unknown): { type: string; code?: string; at: string[] } {
  if (!(error instanceof Error)) return { type: typeof error, at: [] };
  const code: unknown = (error as { code?: unknown }).code;
  const at = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const inner = error.cause instanceof Error ? loggable(error.cause) : null;
  return {
    type: inner === null ? error.name : `${error.name} < ${inner.type}`,
    ...(typeof code === "string" ? { code } : {}),
    at: [...at.slice(0, 8), ...(inner?.at ?? [])].map((line) => line.trim()),
  };
}
