import { createContext, useContext } from "react";
import { type Catalogue, en } from "./en.ts";

/*
 * [Note: Catalogues without a library] Lingui's macros need Babel in the build, which Vite's React plugin no longer brings. A
 * catalogue here is a typed object of texts and of functions that make texts: a missing or misspelt one does not compile,
 * nothing is looked up at run time, and a second language is a second object of the same type, loaded when it is chosen.
 */
const TextContext = createContext<Catalogue>(en);

/** Gives another catalogue than English to everything below. */
export const TextProvider = TextContext.Provider;

export function useText(): Catalogue {
  return useContext(TextContext);
}
