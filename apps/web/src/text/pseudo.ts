import type { Catalogue } from "./en.ts";

const accents: Readonly<Record<string, string>> = {
  a: "á", c: "ç", e: "é", i: "í", n: "ñ", o: "ö", s: "š", u: "ü", y: "ý", z: "ž",
  A: "Á", C: "Ç", E: "É", I: "Í", N: "Ñ", O: "Ö", S: "Š", U: "Ü", Y: "Ý", Z: "Ž",
}; // prettier-ignore

/** Text as a language would have it that is a third longer and full of accents: it shows what is cut off or not in a catalogue. */
function stretch(text: string): string {
  const accented = text.replace(/[a-z]/gi, (letter) => accents[letter] ?? letter);
  return `⟦${accented}${"·".repeat(Math.ceil(text.length / 3))}⟧`;
}

function stretchAll(value: unknown): unknown {
  if (typeof value === "string") return stretch(value);
  if (typeof value === "function") {
    const phrase = value as (...parts: readonly unknown[]) => unknown;
    return (...parts: readonly unknown[]) => stretchAll(phrase(...parts));
  }
  if (Array.isArray(value)) return value.map(stretchAll);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, stretchAll(inner)]));
}

/** A catalogue for tests, made from another one. */
export function pseudo(catalogue: Catalogue): Catalogue {
  const { locale, list, number, ...words } = catalogue;
  return { ...(stretchAll(words) as Omit<Catalogue, "locale" | "list" | "number">), locale, list, number };
}
