import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeGroupCrypto } from "../../node/mls-crypto.ts";
import { engineContext } from "../engine-context.ts";

const folder = join(process.env["WHOSECOPY_TESTDATA"] ?? "", "mls");

/** Our suite over Node's crypto, with any credential: the vectors bring theirs. */
const base = engineContext({ crypto: nodeGroupCrypto(), authenticate: () => true });
export const context = {
  ...base,
  config: { ...base.config, authService: { validateCredential: async () => true } },
};
export const { crypto } = context;

/** Vectors of one file that are for our suite, or for none in particular. */
interface Vectors<T> {
  missing: boolean;
  /** For the test's name: why it is skipped, if it is. */
  note: string;
  cases: T[];
}

/**
 * The vectors of mlswg/mls-implementations for suite 1, from the folder that WHOSECOPY_TESTDATA names
 * (vitest.config.ts). Where it is absent the test skips and says so; the engine's own tests hold there too.
 */
export function vectors<T>(name: string): Vectors<T> {
  const path = join(folder, `${name}.json`);
  if (!existsSync(path)) return { missing: true, note: ` (skipped: ${name}.json is not at hand)`, cases: [] };
  const all = JSON.parse(readFileSync(path, "utf8")) as (T & { cipher_suite?: number })[];
  const cases = all.filter(({ cipher_suite: suite = 1 }) => suite === 1);
  if (cases.length === 0) throw new Error(`${name}.json has no vector for our suite`);
  return { missing: false, note: "", cases };
}

export function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "hex"));
}

type Decoder<T> = (bytes: Uint8Array, offset: number) => [T, number] | undefined;

/** The whole of the hexadecimal text as one value. */
export function decodeHex<T>(decoder: Decoder<T>, text: string): T {
  const bytes = hex(text);
  const decoded = decoder(bytes, 0);
  if (decoded === undefined || decoded[1] !== bytes.length) throw new Error("the vector cannot be decoded");
  return decoded[0];
}
