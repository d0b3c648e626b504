import { PrivateValue } from "../../report/private-value.ts";
import type { Assets } from "../assets.ts";
import { wholeBox } from "../box.ts";
import type { Detector } from "../detector.ts";
import { loadNetwork } from "../network/network.ts";
import { once } from "../once.ts";
import { secretsInText, type TextLine } from "../secrets/find-secrets.ts";
import type { Box, Sighting } from "../sighting.ts";
import { stopIfAborted } from "../stop-if-aborted.ts";
import type { SlantedBox } from "./box-map.ts";
import { findLines } from "./find-lines.ts";
import { alphabetOf, readBothWays, readLine } from "./read-line.ts";
import { numberRows } from "./number-rows.ts";

/** More lines than this are reported where they are, the largest ones read. */
const mostRead = 120;
/** Less sure ones are patterns taken for letters. */
const leastSureness = 0.5;

/** Finds lines of text, reads them, and says what in them should not reach everybody. */
export function textDetector(assets: Assets): Detector {
  const boxes = once(async () => loadNetwork(await assets.loadBytes("text-boxes"), assets));
  const reader = once(async () => ({
    network: await loadNetwork(await assets.loadBytes("text-lines"), assets),
    alphabet: alphabetOf(await assets.loadBytes("text-alphabet")),
  }));
  return {
    id: "text",
    finds: "text and numbers in it",
    async detect(picture, { signal, onProgress } = {}) {
      stopIfAborted(signal);
      const found = await findLines(picture, await boxes());
      onProgress?.(0.3);
      if (found.length === 0) return [];
      const loaded = await reader();
      const largest = found.toSorted((a, b) => b.thickness - a.thickness);
      const lines: (TextLine & { readonly slanted: SlantedBox })[] = [];
      for (const [i, slanted] of largest.entries()) {
        stopIfAborted(signal);
        const box = wholeBox(boundsOf(slanted), picture);
        const read = i < mostRead ? await readLine(picture, slanted, loaded) : { text: "", sureness: slanted.sureness };
        if (read.sureness >= leastSureness && (read.text !== "" || i >= mostRead))
          lines.push({ ...read, box, slanted });
        onProgress?.(0.3 + (0.6 * (i + 1)) / largest.length);
      }
      const again: TextLine[] = [];
      for (const row of numberRows(lines)) {
        stopIfAborted(signal);
        const box = wholeBox(boundsOf(row), picture);
        for (const read of await readBothWays(picture, row, loaded)) again.push({ ...read, box });
      }
      return [...secretsInText(lines, again), ...lines.map(sightingOf)];
    },
  };
}

function sightingOf({ text, box, sureness }: TextLine): Sighting {
  return { kind: "text", box, sureness, ...(text === "" ? {} : { value: new PrivateValue(text) }) };
}

/** The upright box around a slanted one. */
function boundsOf({ centreX, centreY, length, thickness, angle }: SlantedBox): Box {
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const width = length * cos + thickness * sin;
  const height = length * sin + thickness * cos;
  return { x: centreX - width / 2, y: centreY - height / 2, width, height };
}
