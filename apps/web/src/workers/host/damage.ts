import { type Codecs, cropPicture, decodePicture, encodeJpeg, type Picture, resizePicture } from "@whosecopy/image";
import type { Damage, Leak } from "../../engine/app-engine.ts";
import { chance } from "./chance.ts";

/** Does to a picture what people do before they pass it on: crop it, shrink it, perhaps mirror or brighten it, save it over. */
export async function damageLikePeople(
  jpeg: Uint8Array,
  codecs: Codecs,
  random: (below: number) => number = chance,
): Promise<Leak> {
  const { width, height, rgb } = await decodePicture(jpeg, { codecs });
  const damage: Damage[] = ["cropped"];
  let picture = cropSome({ width, height, rgb }, random);
  const longest = Math.max(picture.width, picture.height);
  if (longest > 900) {
    picture = scaleBy(picture, Math.max(0.55, 900 / longest));
    damage.push("shrunk");
  }
  if (random(3) === 0) {
    picture = mirror(picture);
    damage.push("mirrored");
  }
  if (random(2) === 0) {
    picture = brighten(picture, 1.06 + random(8) / 100);
    damage.push("brightened");
  }
  damage.push("recompressed");
  return { bytes: encodeJpeg({ picture, quality: 60 + random(20) }), damage };
}

function cropSome(picture: Picture, random: (below: number) => number): Picture {
  const { width, height } = picture;
  const keep = { width: 0.68 + random(22) / 100, height: 0.68 + random(22) / 100 };
  return cropPicture(picture, {
    x: width * (1 - keep.width) * (random(100) / 100),
    y: height * (1 - keep.height) * (random(100) / 100),
    width: width * keep.width,
    height: height * keep.height,
  });
}

function scaleBy(picture: Picture, factor: number): Picture {
  return resizePicture(picture, {
    width: Math.round(picture.width * factor),
    height: Math.round(picture.height * factor),
  });
}

function mirror({ width, height, rgb }: Picture): Picture {
  const mirrored = new Uint8Array(rgb.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x);
      mirrored.set(rgb.subarray(from, from + 3), 3 * (y * width + width - 1 - x));
    }
  }
  return { width, height, rgb: mirrored };
}

function brighten({ width, height, rgb }: Picture, factor: number): Picture {
  return { width, height, rgb: rgb.map((sample) => Math.min(255, Math.round(sample * factor))) };
}
