import { utf8 } from "@whosecopy/protocol";

/**
 * L(name) of protocol section 3.0: the ASCII bytes "marked-media/1/" followed by the name. Every key, digest and signature
 * is separated from all others by one. Names are lower-case ASCII words, so that no label is a prefix of another statement.
 */
export function label(name: string): Uint8Array {
  return utf8(`marked-media/1/${name}`);
}
