import * as v from "valibot";
import { WhosecopyError, type ErrorCode } from "./errors.ts";

/**
 * The one gate through which everything from a network, a file or a person passes.
 *
 * @throws WhosecopyError with the given code; the message names the path that failed and never the value.
 */
export function parseAs<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  code: ErrorCode = "bad-request",
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? "value";
  throw new WhosecopyError(code, `${path}: expected ${issue.expected ?? "another value"}`);
}
