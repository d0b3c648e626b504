import { cropPicture, type Picture, resizePicture } from "@whosecopy/image";
import type { Assets } from "../assets.ts";
import { overlap, wholeBox } from "../box.ts";
import type { Detector } from "../detector.ts";
import { loadNetwork, type Network } from "../network/network.ts";
import { storedWeights } from "../network/stored-weights.ts";
import { once } from "../once.ts";
import type { Box, Sighting } from "../sighting.ts";
import { stopIfAborted } from "../stop-if-aborted.ts";
import { faceNetwork, faceSidePx } from "./face-network.ts";
import { faceTiles } from "./face-tiles.ts";

/** Less sure ones are leaves and cups more often than faces. In tiles everything looks larger, and so more like something. */
const leastSureness = { whole: 0.5, tile: 0.6 } as const;

/** Finds faces: in the whole picture, and in tiles of a large one for the small faces. */
export function faceDetector(assets: Assets): Detector {
  const load = once(async () => {
    const weights = storedWeights(await assets.loadBytes("face-weights-list"), await assets.loadBytes("face-weights"));
    const network = await loadNetwork(faceNetwork(weights), assets);
    return { network, places: weights.get("Output/extra_dim").data };
  });
  return {
    id: "faces",
    finds: "faces",
    async detect(picture, { signal, onProgress } = {}) {
      const { network, places } = await load();
      const tiles = faceTiles(picture);
      const found: Sighting[] = [];
      for (const [i, tile] of tiles.entries()) {
        stopIfAborted(signal);
        const least = i === 0 ? leastSureness.whole : leastSureness.tile;
        for (const { box, sureness } of await facesIn(cropPicture(picture, tile), network, places)) {
          if (sureness < least || (i > 0 && cutOff(box, tile, picture))) continue;
          const moved = { ...box, x: box.x + tile.x, y: box.y + tile.y };
          found.push({ kind: "face", box: wholeBox(moved, picture), sureness });
        }
        onProgress?.((i + 1) / tiles.length);
      }
      return surest(found);
    },
  };
}

/** Each face once: what overlaps a surer one, or lies mostly in it, goes. */
function surest(found: readonly Sighting[]): readonly Sighting[] {
  const kept: Sighting[] = [];
  for (const one of found.toSorted((a, b) => b.sureness - a.sureness)) {
    if (!kept.some(({ box }) => overlap(box, one.box) > 0.3 || holdsCentre(box, one.box))) kept.push(one);
  }
  return kept;
}

function holdsCentre(box: Box, { x, y, width, height }: Box): boolean {
  const [cx, cy] = [x + width / 2 - box.x, y + height / 2 - box.y];
  return cx > 0 && cy > 0 && cx < box.width && cy < box.height;
}

/** A face at a tile's inner edge is whole in the next tile or in the picture. */
function cutOff(box: Box, tile: Box, picture: Picture): boolean {
  const near = 2;
  return (
    (tile.x > 0 && box.x <= near) ||
    (tile.y > 0 && box.y <= near) ||
    (tile.x + tile.width < picture.width && box.x + box.width >= tile.width - near) ||
    (tile.y + tile.height < picture.height && box.y + box.height >= tile.height - near)
  );
}

async function facesIn(
  picture: Picture,
  network: Network,
  places: Float32Array,
): Promise<readonly { readonly box: Box; readonly sureness: number }[]> {
  const factor = faceSidePx / Math.max(picture.width, picture.height);
  const width = Math.max(1, Math.round(picture.width * factor));
  const height = Math.max(1, Math.round(picture.height * factor));
  const { rgb } = resizePicture(picture, { width, height });
  const area = faceSidePx * faceSidePx;
  // What the picture does not fill is black.
  const data = new Float32Array(3 * area).fill(-1);
  for (let y = 0, p = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++, p++) data[c * area + y * faceSidePx + x] = rgb[p]! / 127.5 - 1;
  const outputs = await network.run({ dims: [1, 3, faceSidePx, faceSidePx], data });
  const boxes = outputs.get("boxes")!.data;
  const classes = outputs.get("classes")!.data;
  const found: { readonly box: Box; readonly sureness: number }[] = [];
  for (let i = 0; i < places.length / 4; i++) {
    const sureness = 1 / (1 + Math.exp(-classes[3 * i + 1]!));
    if (sureness < leastSureness.whole) continue;
    const [top, left, bottom, right] = placeOf(places, boxes, 4 * i);
    const x = Math.max(0, left) * (faceSidePx / factor);
    const y = Math.max(0, top) * (faceSidePx / factor);
    const box = {
      x,
      y,
      width: Math.min(picture.width, right * (faceSidePx / factor)) - x,
      height: Math.min(picture.height, bottom * (faceSidePx / factor)) - y,
    };
    if (box.width >= 4 && box.height >= 4) found.push({ box, sureness });
  }
  return found;
}

/** Top, left, bottom, right, 0 to 1: the network says how far the face is from each place, in tenths and fifths of its size. */
function placeOf(places: Float32Array, boxes: Float32Array, at: number): readonly [number, number, number, number] {
  const high = places[at + 2]! - places[at]!;
  const wide = places[at + 3]! - places[at + 1]!;
  const y = (boxes[at]! / 10) * high + places[at]! + high / 2;
  const x = (boxes[at + 1]! / 10) * wide + places[at + 1]! + wide / 2;
  const halfHigh = (Math.exp(boxes[at + 2]! / 5) * high) / 2;
  const halfWide = (Math.exp(boxes[at + 3]! / 5) * wide) / 2;
  return [y - halfHigh, x - halfWide, y + halfHigh, x + halfWide];
}
