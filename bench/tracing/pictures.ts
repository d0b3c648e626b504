import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { prgReader } from "@whosecopy/crypto";
import { decodePicture, type Picture, resizePicture, sizeWithin } from "@whosecopy/image";
import { nodeCodecs } from "@whosecopy/image/node";

/** A picture to measure with. */
export interface Subject {
  readonly name: string;
  readonly set: PictureSet;
  /** Upright. */
  readonly width: number;
  readonly height: number;
  readonly load: () => Promise<Picture>;
}

export type PictureSet = "kodak" | "camera" | "camera-2mp" | "drawn";

const testdata = process.env["WHOSECOPY_TESTDATA"] ?? join(process.cwd(), "..", "shared", "testdata");

function fromFile(set: PictureSet, name: string, path: string, width: number, height: number): Subject {
  const load = async (): Promise<Picture> =>
    decodePicture(new Uint8Array(await readFile(join(testdata, path))), { codecs: nodeCodecs });
  return { set, name, width, height, load };
}

const portraits = new Set([4, 9, 10]);
const kodak = Array.from({ length: 12 }, (_, i) => i + 1).map((n) => {
  const name = `kodim${String(n).padStart(2, "0")}`;
  return fromFile("kodak", name, `kodak/${name}.png`, portraits.has(n) ? 512 : 768, portraits.has(n) ? 768 : 512);
});

/** Scenes that differ, 2 megapixels or more; one of them, `dark`, is nearly black. */
const camera = (
  [
    ["arch", "drew/Samsung SM-G935L (Galaxy S7 Edge).jpg", 4032, 3024],
    ["painting", "exif-samples/jpg/tests/42_IndexError.jpg", 4032, 3024],
    ["ship", "exif-samples/jpg/mobile/HMD_Nokia_8.3_5G.jpg", 4608, 1976],
    ["leaf", "exif-samples/jpg/mobile/jolla.jpg", 3264, 2448],
    ["wisteria", "exif-samples/jpg/hdr/iphone_hdr_NO.jpg", 3264, 2448],
    ["road", "exif-samples/jpg/tests/30-type_error.jpg", 3872, 2403],
    ["clouds", "exif-samples/jpg/tests/33-type_error.jpg", 2560, 1600],
    ["lighthouse", "exif-samples/jpg/tests/28-hex_value.jpg", 1704, 2272],
    ["car", "exif-samples/jpg/tests/35-empty.jpg", 2164, 1626],
    ["alley", "exif-samples/jpg/tests/87_OSError.jpg", 1488, 2240],
    ["lamp", "exif-samples/jpg/hdr/canon_hdr_NO.jpg", 1536, 2048],
    ["flowers", "exifr/depth.jpg", 1536, 2048],
    ["snow", "exif-samples/jpg/Reconyx_HC500_Hyperfire.jpg", 2048, 1536],
    ["dark", "exifr/canon.jpg", 5184, 3456],
  ] as const
).map(([name, path, width, height]) => fromFile("camera", name, `metadata/${path}`, width, height));

/** The camera's pictures at the smallest size at which the stress list has to hold. */
const leastPixels = 2_000_000;
const cameraSmall = camera.map((subject): Subject => {
  const factor = Math.sqrt(leastPixels / (subject.width * subject.height));
  const size = { width: Math.ceil(subject.width * factor), height: Math.ceil(subject.height * factor) };
  return {
    ...size,
    set: "camera-2mp",
    name: `${subject.name}-2mp`,
    load: async () => resizePicture(await subject.load(), size),
  };
});

const drawn = [1, 2, 3, 4].map((n): Subject => {
  const size = { width: 768, height: 512 };
  return { ...size, set: "drawn", name: `drawn${n}`, load: () => Promise.resolve(drawnPicture(size, n)) };
});

/** Clouds of noise at several scales under hard edges: something to hold on to, and much that looks alike. */
function drawnPicture({ width, height }: { width: number; height: number }, name: number): Picture {
  const random = prgReader(new Uint8Array(32).fill(name));
  const layers = [6, 24, 96, 384].map((side) => {
    const rgb = random.take(3 * side * side);
    return resizePicture({ width: side, height: side, rgb }, { width, height }).rgb;
  });
  const boxes = Array.from({ length: 60 }, () => {
    const [x, y, w, h, tone] = random.take(5) as unknown as [number, number, number, number, number];
    return { x: (x / 255) * width, y: (y / 255) * height, w: 8 + w / 2, h: 8 + h / 2, tone: tone - 128 };
  });
  const rgb = new Uint8ClampedArray(3 * width * height);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let edge = 0;
      for (const box of boxes) if (Math.abs(x - box.x) < box.w / 2 && Math.abs(y - box.y) < box.h / 2) edge = box.tone;
      for (let c = 0; c < 3; c++, p++) {
        const soft = layers.reduce((sum, layer, i) => sum + (layer[p]! - 128) / (1.6 + 1.3 * i), 0);
        rgb[p] = 128 + 0.6 * soft + 0.5 * edge;
      }
    }
  }
  return { width, height, rgb: new Uint8Array(rgb.buffer) };
}

export const photographsPresent = existsSync(join(testdata, "kodak"));

/** The sets that `names` tells, single pictures too; without photographs, drawn ones. */
export function chosenSubjects(names: readonly string[]): Subject[] {
  if (!photographsPresent) return drawn;
  const all = [...kodak, ...camera, ...cameraSmall, ...drawn];
  return all.filter(({ set, name }) => names.includes(set) || names.includes(name));
}

export async function loadSubject(name: string): Promise<Picture> {
  const subject = [...kodak, ...camera, ...cameraSmall, ...drawn].find((each) => each.name === name);
  if (subject === undefined) throw new Error(`no picture ${name}`);
  const picture = await subject.load();
  const { width, height } = subject;
  if (picture.width !== width || picture.height !== height) {
    throw new Error(`${name} is ${picture.width}x${picture.height}, not ${width}x${height}`);
  }
  return picture;
}

/** Small enough to stand beside others in a collage, whatever the camera. */
export function asNeighbour(picture: Picture): Picture {
  return resizePicture(picture, sizeWithin(picture, 1_000_000));
}
