import type { Clock } from "../clock.ts";

/** Remembers which signed requests were seen, for as long as their time would still be accepted. */
export interface NonceMemory {
  /** False when it was seen before. */
  isNew(device: Uint8Array, nonce: Uint8Array): boolean;
}

/**
 * [Note: replayed requests] Two generations of nonces, exchanged every `windowMs`: each is remembered for at least that
 * long. The memory belongs to one process and is bounded; what a busy or restarted server forgets is harmless, because every
 * route that changes something is idempotent (by message id, open id, digest) and answers are useless to who
 * can't sign or open.
 */
export function nonceMemory(params: {
  readonly clock: Clock;
  readonly windowMs: number;
  readonly mostPerGeneration: number;
}): NonceMemory {
  const { clock, windowMs, mostPerGeneration } = params;
  let young = new Set<string>();
  let old = new Set<string>();
  let turnAt = clock.nowMs() + windowMs;
  return {
    isNew(device, nonce) {
      const now = clock.nowMs();
      if (now >= turnAt || young.size >= mostPerGeneration) {
        old = now >= turnAt + windowMs ? new Set() : young;
        young = new Set();
        turnAt = now + windowMs;
      }
      const key =
        Buffer.from(device.buffer, device.byteOffset, 8).toString("latin1") +
        Buffer.from(nonce.buffer, nonce.byteOffset, nonce.length).toString("latin1");
      if (young.has(key) || old.has(key)) return false;
      young.add(key);
      return true;
    },
  };
}
