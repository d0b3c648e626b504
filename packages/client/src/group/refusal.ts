import { WhosecopyError, type ErrorCode } from "@whosecopy/protocol";

/** What a port of the caller threw; it comes out of the engine unchanged instead of as a refusal. */
class PortFailure extends Error {}

/** A refusal with our own reason. */
export function refusal(code: ErrorCode, reason: string): WhosecopyError {
  return new WhosecopyError(code, reason);
}

/** Runs a call into the caller's code, so that its failure is not mistaken for a bad message. */
export async function fromPort<T>(call: () => T | Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new PortFailure("a port failed", { cause });
  }
}

/**
 * Runs `work` on bytes from outside. Whatever the MLS library throws at them (its own errors, but also a RangeError or
 * TypeError from deep inside) becomes one refusal with the given code.
 */
export async function refusing<T>(code: ErrorCode, what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PortFailure) throw error.cause;
    if (error instanceof WhosecopyError) throw error;
    throw new WhosecopyError(code, what, { cause: error });
  }
}
