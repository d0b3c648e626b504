import { type Picture, resizePicture } from "@whosecopy/image";
import type { Network } from "../network/network.ts";
import { boxesInMap, type SlantedBox } from "./box-map.ts";

/** Longer side of what the network is shown; letters that are smaller than some 8 pixels of it are missed. */
const mostSidePx = 1280;
/** The network halves its picture five times. */
const stepPx = 32;

/** Blue, green, red: the order the network was trained with. */
const means = [0.485, 0.456, 0.406] as const;
const deviations = [0.229, 0.224, 0.225] as const;

/** Where lines of text are, in pixels of the picture. */
export async function findLines(picture: Picture, network: Network): Promise<readonly SlantedBox[]> {
  const factor = Math.min(1, mostSidePx / Math.max(picture.width, picture.height));
  const width = stepsOf(picture.width * factor);
  const height = stepsOf(picture.height * factor);
  const { rgb } = resizePicture(picture, { width, height });
  const area = width * height;
  const data = new Float32Array(3 * area);
  for (let channel = 0; channel < 3; channel++) {
    const scale = 1 / (255 * deviations[channel]!);
    const shift = means[channel]! / deviations[channel]!;
    for (let i = 0, p = 2 - channel; i < area; i++, p += 3) data[channel * area + i] = rgb[p]! * scale - shift;
  }
  const [output] = [...(await network.run({ dims: [1, 3, height, width], data })).values()];
  const scaleX = picture.width / width;
  const scaleY = picture.height / height;
  return boxesInMap(output!.data, width, height).map((box) => {
    // Both scales differ by less than a step's share, so that the angle is as good as the same.
    const scale = (scaleX + scaleY) / 2;
    return {
      ...box,
      centreX: box.centreX * scaleX,
      centreY: box.centreY * scaleY,
      length: box.length * scale,
      thickness: box.thickness * scale,
    };
  });
}

function stepsOf(length: number): number {
  return Math.max(stepPx, stepPx * Math.round(length / stepPx));
}
