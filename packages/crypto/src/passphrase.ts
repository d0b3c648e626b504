import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { argon2idAsync } from "@noble/hashes/argon2.js";
import { concatBytes, u32be, utf8, WhosecopyError } from "@whosecopy/protocol";
import { label } from "./label.ts";
import type { Random } from "./random.ts";
import { wipe } from "./wipe.ts";

// Wrapped key: version 1 ‖ u32 memory in KiB ‖ iterations ‖ parallelism ‖ 16-byte salt ‖ 24-byte nonce ‖ sealed key and tag.
// Everything before the nonce is authenticated together with L("passphrase").
const version = 1;
const saltEnd = 1 + 4 + 1 + 1 + 16;
const nonceEnd = saltEnd + 24;

/** What a guess costs: Argon2id (RFC 9106). */
export type PassphraseCost = {
  /** KiB. */
  memoryKiB: number;
  iterations: number;
  parallelism: number;
};

/** 64 MiB, three passes, one lane: a second or two in plain JavaScript on a laptop. */
export const defaultPassphraseCost: PassphraseCost = { memoryKiB: 65_536, iterations: 3, parallelism: 1 };

// Bytes from elsewhere must not make us take all memory or run for an hour.
const mostMemoryKiB = 1_048_576;
const mostIterations = 10;
const mostParallelism = 4;

/** For long derivations: progress from 0 to 1, and a way to give up. */
export type PassphraseWork = { onProgress?: (fraction: number) => void; signal?: AbortSignal };

function isBounded({ memoryKiB, iterations, parallelism }: PassphraseCost): boolean {
  return (
    parallelism >= 1 &&
    parallelism <= mostParallelism &&
    memoryKiB >= 8 * parallelism &&
    memoryKiB <= mostMemoryKiB &&
    iterations >= 1 &&
    iterations <= mostIterations
  );
}

async function derive(passphrase: string, salt: Uint8Array, cost: PassphraseCost, work: PassphraseWork) {
  if (passphrase === "") throw new WhosecopyError("passphrase-needed", "an empty passphrase protects nothing");
  const giveUp = () => {
    if (work.signal?.aborted) throw new WhosecopyError("cancelled", "the passphrase was not needed any more");
  };
  giveUp();
  // The same passphrase typed on another system may come in another Unicode form.
  const password = utf8(passphrase.normalize("NFKC"));
  try {
    return await argon2idAsync(password, salt, {
      m: cost.memoryKiB,
      t: cost.iterations,
      p: cost.parallelism,
      dkLen: 32,
      maxmem: mostMemoryKiB * 1024 + 65_536,
      onProgress: (fraction) => {
        giveUp();
        work.onProgress?.(fraction);
      },
    });
  } finally {
    wipe(password);
  }
}

/**
 * Wraps a key under a passphrase, to be kept in a file or a store.
 * @throws WhosecopyError "passphrase-needed" for an empty one, "cancelled" by the signal, "bad-input" for a cost out of bounds
 */
export async function wrapKeyWithPassphrase(
  params: { key: Uint8Array; passphrase: string; random: Random; cost?: PassphraseCost } & PassphraseWork,
): Promise<Uint8Array> {
  const { key, passphrase, random, cost = defaultPassphraseCost } = params;
  if (!isBounded(cost)) throw new WhosecopyError("bad-input", "the cost of a passphrase is out of bounds");
  const salt = random.bytes(16);
  const nonce = random.bytes(24);
  const header = concatBytes(
    Uint8Array.of(version),
    u32be(cost.memoryKiB),
    Uint8Array.of(cost.iterations, cost.parallelism),
    salt,
  );
  const wrappingKey = await derive(passphrase, salt, cost, params);
  const aad = concatBytes(label("passphrase"), header);
  const sealed = xchacha20poly1305(wrappingKey, nonce, aad).encrypt(key);
  wipe(wrappingKey);
  return concatBytes(header, nonce, sealed);
}

/**
 * Takes the key out again.
 * @throws WhosecopyError "passphrase-wrong", "passphrase-needed", "cancelled", or "record-damaged" when the bytes are no wrapped
 *   key or ask for more than 1 GiB of memory or ten passes
 */
export async function unwrapKeyWithPassphrase(
  params: { wrapped: Uint8Array; passphrase: string } & PassphraseWork,
): Promise<Uint8Array> {
  const { wrapped, passphrase } = params;
  if (wrapped.length < nonceEnd + 16 || wrapped[0] !== version) {
    throw new WhosecopyError("record-damaged", "no wrapped key of a form that is known");
  }
  const cost = {
    memoryKiB: new DataView(wrapped.buffer, wrapped.byteOffset).getUint32(1),
    iterations: wrapped[5] ?? 0,
    parallelism: wrapped[6] ?? 0,
  };
  if (!isBounded(cost)) throw new WhosecopyError("record-damaged", "a wrapped key asks for a cost out of bounds");
  const header = wrapped.subarray(0, saltEnd);
  const wrappingKey = await derive(passphrase, header.subarray(saltEnd - 16), cost, params);
  const cipher = xchacha20poly1305(
    wrappingKey,
    wrapped.subarray(saltEnd, nonceEnd),
    concatBytes(label("passphrase"), header),
  );
  try {
    return cipher.decrypt(wrapped.subarray(nonceEnd));
  } catch {
    throw new WhosecopyError("passphrase-wrong", "the passphrase does not open the wrapped key");
  } finally {
    wipe(wrappingKey);
  }
}
