import { cropPicture, decodePicture, encodeJpeg, type Picture, resizePicture } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";

/** Something that people do to pictures before they turn up somewhere. */
export type Damage = (picture: Picture) => Promise<Picture>;

/** Through JPEG at a quality and back. */
export async function recompress(picture: Picture, quality: number): Promise<Picture> {
  return decodePicture(encodeJpeg({ picture, quality }), { codecs: nodeCodecs });
}

function scaled(picture: Picture, factor: number): Picture {
  const width = Math.round(picture.width * factor);
  const height = Math.round(picture.height * factor);
  return resizePicture(picture, { width, height });
}

/** A part of the given share of the area, a little off the centre. */
function cropped(picture: Picture, share: number): Picture {
  const side = Math.sqrt(share);
  const width = Math.round(picture.width * side);
  const height = Math.round(picture.height * side);
  return cropPicture(picture, {
    x: Math.round((picture.width - width) * 0.3),
    y: Math.round((picture.height - height) * 0.6),
    width,
    height,
  });
}

/** The picture within an app: smaller, dark around it, bars with letters above and below. */
function screenshot(picture: Picture): Picture {
  const inner = scaled(picture, 0.8);
  const width = inner.width + 60;
  const height = inner.height + 220;
  const rgb = new Uint8Array(3 * width * height).fill(24);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bar = y < 60 || y >= height - 80;
      if (bar && (x >> 4) % 3 === 0 && (y >> 3) % 4 === 1) rgb.fill(220, 3 * (y * width + x), 3 * (y * width + x) + 3);
    }
  }
  for (let y = 0; y < inner.height; y++) {
    const row = inner.rgb.subarray(3 * y * inner.width, 3 * (y + 1) * inner.width);
    rgb.set(row, 3 * ((y + 90) * width + 30));
  }
  return { width, height, rgb };
}

export function mirrored(picture: Picture): Picture {
  const { width, height } = picture;
  const rgb = new Uint8Array(picture.rgb.length);
  for (let i = 0; i < width * height; i++) {
    const from = i - (i % width) + width - 1 - (i % width);
    rgb.set(picture.rgb.subarray(3 * from, 3 * from + 3), 3 * i);
  }
  return { width, height, rgb };
}

/** What the first version must withstand. */
export const damages: Record<string, Damage> = {
  "re-encoded at quality 50": (picture) => recompress(picture, 50),
  "resized to half": (picture) => recompress(scaled(picture, 0.5), 75),
  "cropped to half its area": (picture) => recompress(cropped(picture, 0.5), 80),
  "on a screenshot": (picture) => recompress(screenshot(picture), 70),
};
