import { WhosecopyError } from "@whosecopy/protocol";

declare const secretName: unique symbol;

/**
 * Bytes that must stay secret, told apart by name so that a host share can't be passed where a sender share belongs.
 * Only a mark for the compiler: the value is a plain `Uint8Array`.
 */
export type Secret<Name extends string> = Uint8Array & { readonly [secretName]: Name };

/** S_a: the half of a copy's key that travels to the recipient's devices in envelopes. 32 bytes. */
export type SenderShare = Secret<"sender-share">;
/** S_h: the half of a copy's key that only the share host keeps. 32 bytes. */
export type HostShare = Secret<"host-share">;
/** What a sending and a receiving device share, protocol section 3.1. 32 bytes. */
export type PairSecret = Secret<"pair-secret">;

/**
 * Names 32 bytes that were made at random or read from a store: `asSecret<"host-share">(bytes)`.
 * @throws WhosecopyError "bad-input" when they are not 32 bytes.
 */
export function asSecret<Name extends string>(bytes: Uint8Array): Secret<Name> {
  if (bytes.length !== 32) throw new WhosecopyError("bad-input", `a secret has 32 bytes, not ${bytes.length}`);
  return bytes as Secret<Name>;
}
