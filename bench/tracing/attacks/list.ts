import type { Attack } from "./attack.ts";
import { chains } from "./chains.ts";
import { collages } from "./collage.ts";
import { colour } from "./colour.ts";
import { combinations } from "./combinations.ts";
import { compression } from "./compression.ts";
import { edits } from "./edits.ts";
import { filters } from "./filters.ts";
import { geometry } from "./geometry.ts";
import { overlays } from "./overlays.ts";
import { prints } from "./print.ts";
import { screens } from "./screen.ts";
import { screenshots } from "./screenshot.ts";
import { warps } from "./warps.ts";

/** What tracing is held to, with the ranges of VideoSeal, WAVES, InvisMark, StegaStamp and PIMoG. */
export const attacks: readonly Attack[] = [
  compression,
  geometry,
  overlays,
  screenshots,
  collages,
  colour,
  filters,
  screens,
  prints,
  warps,
  edits,
  chains,
  combinations,
].flat();
