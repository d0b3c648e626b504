import type { Gather } from "../report/gather.ts";
import { type Tell, tells } from "../report/tells.ts";
import { rationalsOf, textOf, type TiffDirectory, type TiffEntry, type TiffFile } from "./tiff-file.ts";

const metresPerDegree = 111_320;
/** What a phone's receiver can tell under open sky; digits beyond that say nothing. */
const bestReceiverMetres = 5;

/** "Taken at a place", with how closely. @param metres how far off the point may be, before rounding. */
export function placeTell(metres: number): Tell {
  const rounded = roundedUp(Math.max(metres, bestReceiverMetres));
  const distance = rounded >= 1_000 ? `${String(rounded / 1_000)} km` : `${String(rounded)} m`;
  return {
    kind: "place",
    severity: "locates-you",
    sentence: `Taken at a place; the map point is within ${distance}.`,
  };
}

/** Up to 1, 2 or 5 times a power of ten. */
function roundedUp(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres));
  const factor = [1, 2, 5, 10].find((f) => f * power >= metres * (1 - 1e-9)) ?? 10;
  return Math.round(factor * power);
}

/** Degrees, and how fine they are written. */
interface Angle {
  readonly degrees: number;
  readonly step: number;
}

/** Reads a GPS directory (Exif 3.0, 4.6.7). A point that is blank (0/0) is no place. */
export async function gatherGps(tiff: TiffFile, directory: TiffDirectory, gather: Gather): Promise<void> {
  const byTag = new Map(directory.entries.map((entry) => [entry.tag, entry]));
  const point = async (latitude: number, longitude: number, error: number | undefined) => {
    const [north, east] = [await angleOf(tiff, byTag.get(latitude)), await angleOf(tiff, byTag.get(longitude))];
    if (north === null && east === null) return;
    const step = Math.max(north?.step ?? 0, east?.step ?? 0);
    const sides = await Promise.all([latitude - 1, longitude - 1].map((tag) => sideOf(tiff, byTag.get(tag))));
    const shown = [north, east].map((angle, i) => `${angle?.degrees.toFixed(6) ?? "?"} ${sides[i]!}`).join(", ");
    gather.add(placeTell(Math.max(step * metresPerDegree, error ?? 0)), shown);
  };
  const errorEntry = byTag.get(0x1f);
  const [error] = errorEntry === undefined ? [] : await rationalsOf(tiff, errorEntry, 1);
  const errorMetres = error === undefined ? NaN : error.over / error.under;
  await point(2, 4, Number.isFinite(errorMetres) ? errorMetres : undefined);
  await point(20, 22, undefined);
  for (const entry of directory.entries) {
    const { tag } = entry;
    if ([1, 2, 3, 4, 19, 20, 21, 22].includes(tag)) continue;
    const text = await textOf(tiff, entry);
    if (tag === 0x07 || tag === 0x1d) gather.add(tells.date, text);
    else if (tag === 0x1c || tag === 0x1b) gather.add(tag === 0x1c ? tells.placeName : tells.settings, text);
    else if ([0, 5, 9, 10, 11, 12, 14, 16, 18, 23, 25, 30].includes(tag)) gather.add(tells.settings);
    else if (tag <= 0x1f) {
      if (/\d/.test(text) && !text.includes("NaN")) gather.add(tells.placeDetail, text);
      else gather.add(tells.settings);
    } else gather.add(tells.otherEntries, `GPS ${String(tag)}`);
  }
}

async function sideOf(tiff: TiffFile, entry: TiffEntry | undefined): Promise<string> {
  return entry === undefined ? "" : (await textOf(tiff, entry)).slice(0, 1);
}

async function angleOf(tiff: TiffFile, entry: TiffEntry | undefined): Promise<Angle | null> {
  if (entry === undefined) return null;
  const parts = await rationalsOf(tiff, entry, 3);
  let degrees = 0;
  let step = Infinity;
  for (const [i, { over, under }] of parts.entries()) {
    if (under === 0) {
      if (i === 0) return null;
      continue;
    }
    degrees += over / under / 60 ** i;
    step = Math.min(step, 1 / Math.abs(under) / 60 ** i);
  }
  return Number.isFinite(step) ? { degrees, step } : null;
}
