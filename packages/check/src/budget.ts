import { WhosecopyError } from "@whosecopy/protocol";

/** How far a check goes into a file, so that no file can make it run or grow without end. */
export interface Limits {
  /** Containers within containers. */
  readonly depth: number;
  /** Parts looked at, over all depths. */
  readonly parts: number;
  /** Bytes unpacked, over all depths. */
  readonly unpackedBytes: number;
  /** Unpacked over packed, per part; more is a bomb. */
  readonly ratio: number;
  /** Milliseconds for one file. */
  readonly time: number;
}

const usualLimits: Limits = { depth: 6, parts: 20_000, unpackedBytes: 2e9, ratio: 2_000, time: 120_000 };

/** What is left of the limits while one file is worked on. */
export interface Budget {
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
  /** Counts a part. Call it at each step of every loop over a file's contents. @throws WhosecopyError "check-limit", "cancelled". */
  part(): void;
  /** Counts bytes that are about to be unpacked. @throws WhosecopyError "check-limit". */
  unpack(packed: number, unpacked: number): void;
}

/** @param params.now milliseconds, any origin; read now and at every step. */
export function createBudget(params: {
  limits?: Partial<Limits> | undefined;
  signal?: AbortSignal | undefined;
  now: () => number;
}): Budget {
  const { signal, now } = params;
  const limits = { ...usualLimits, ...params.limits };
  const end = now() + limits.time;
  let parts = 0;
  let unpacked = 0;
  return {
    limits,
    signal,
    part() {
      if (signal?.aborted === true) throw new WhosecopyError("cancelled", "the check was cancelled");
      parts++;
      if (parts > limits.parts) throw new WhosecopyError("check-limit", "more parts than a check looks at");
      if (now() > end) throw new WhosecopyError("check-limit", "the check took too long");
    },
    unpack(packed, bytes) {
      unpacked += bytes;
      if (unpacked > limits.unpackedBytes || bytes > 1e6 + limits.ratio * packed) {
        throw new WhosecopyError("check-limit", "unpacks to more than a check looks at");
      }
    },
  };
}
