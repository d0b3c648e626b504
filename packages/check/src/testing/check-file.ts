import { clean, type Cleaned, type CleanOptions } from "../clean.ts";
import { planted } from "../exif/testing/write-tiff.ts";
import { inspect } from "../inspect.ts";
import type { Inspection } from "../report/inspection.ts";
import { sourceOfBytes } from "../source/byte-source.ts";

/** Cleans bytes to bytes. */
export async function cleanBytes(
  bytes: Uint8Array,
  options: CleanOptions = {},
): Promise<Cleaned & { readonly bytes: Uint8Array }> {
  const cleaned = await clean(sourceOfBytes(bytes), options);
  return { ...cleaned, bytes: await cleaned.file.read(0, cleaned.file.size) };
}

/** The kinds that were found, each once, in alphabetical order. */
export function kindsOf({ findings }: Inspection): string[] {
  return [...new Set(findings.map(({ kind }) => kind))].sort();
}

export function inspectBytes(bytes: Uint8Array): Promise<Inspection> {
  return inspect(sourceOfBytes(bytes));
}

/** True when the planted word stands somewhere in it, in bytes or as UTF-16. */
export function holdsPlanted(bytes: Uint8Array): boolean {
  const text = new TextDecoder("windows-1252").decode(bytes);
  return text.includes(planted) || text.includes(planted.split("").join("\0"));
}

/** Finds that stay after cleaning must be said to stay, and everything else must be gone. */
export function leftOver({ after }: Cleaned): string[] {
  return after.findings
    .filter(({ cleanable }) => cleanable === "removed")
    .map(({ kind, where }) => `${kind} in ${where.join(" > ")}`);
}

/** Compared here, because a failing comparison of pictures prints them. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
