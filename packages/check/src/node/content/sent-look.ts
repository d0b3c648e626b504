import type { DetectorId } from "../../content/detector.ts";
import type { Look } from "../../content/look-at-picture.ts";
import type { Sighting } from "../../content/sighting.ts";

/** A look on its way between threads, where private values travel as plain text. */
export interface SentLook extends Omit<Look, "sightings"> {
  readonly sightings: readonly (Omit<Sighting, "value"> & { readonly text: string | null })[];
}

/** What the thread says. */
export type ThreadMessage =
  | { readonly kind: "progress"; readonly fraction: number; readonly at: DetectorId }
  | { readonly kind: "look"; readonly look: SentLook };
