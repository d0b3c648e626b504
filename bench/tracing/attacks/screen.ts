import { type Picture, resizePicture } from "@whosecopy/image";
import { attack, type Attack, type Placement, type Step } from "./attack.ts";
import { blurredSamples } from "./blur.ts";
import { jitteredCorners } from "./geometry.ts";
import { jpeg } from "./formats.ts";
import {
  composed,
  cornersOf,
  inverted,
  mapped,
  type PlaneMap,
  type Point,
  scaled,
  type Size,
  throughPoints,
} from "./plane.ts";
import { pixelGrid } from "./pixel-grid.ts";
import { byte, paste, plainPicture } from "./raster.ts";
import { rendered } from "./render.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** A camera before a screen. Lengths without a unit are shares of the frame. */
interface Shot {
  /** Long side of the photo in pixels; 4 to 3. */
  readonly frame: number;
  /** Long side of the picture on the screen, in the screen's pixels. */
  readonly shown: number;
  /** How much of the frame the picture fills, were it seen straight on. */
  readonly fills: number;
  /** Degrees; each way is drawn. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Lens distortion at the corner of the frame. */
  readonly lens: number;
  /** Deviation of the lens's blur in photo pixels, out of focus or not. */
  readonly blur: number;
  /** Deviation of the noise at white and at black, of full light. */
  readonly noise: readonly [white: number, black: number];
  /** What the room adds at its brightest, of white. */
  readonly reflection: number;
}

/** The optics of one photo: positions of the picture on the screen to positions in the photo, and back. */
interface Optics {
  readonly frame: Size;
  readonly shown: Size;
  readonly map: PlaneMap;
  readonly bend: (x: number, y: number) => Point;
  readonly unbend: (x: number, y: number, out: Float64Array) => void;
}

function optics(shot: Shot, size: Size, random: SeededRandom): Optics {
  const longest = Math.max(size.width, size.height);
  const shown = {
    width: Math.round((size.width * shot.shown) / longest),
    height: Math.round((size.height * shot.shown) / longest),
  };
  const short = Math.round(shot.frame * 0.75);
  const upright = size.height > size.width;
  const frame = upright ? { width: short, height: shot.frame } : { width: shot.frame, height: short };
  const focal = 0.8 * shot.frame;
  const scale = shot.fills * Math.min(frame.width / shown.width, frame.height / shown.height);
  const [yaw, pitch, roll] = [shot.yaw, shot.pitch, shot.roll].map(
    (degrees) => (random.sign() * random.between(0.8, 1) * degrees * Math.PI) / 180,
  ) as [number, number, number];
  const off = [random.between(-0.02, 0.02) * frame.width, random.between(-0.02, 0.02) * frame.height] as const;
  const project = ([x0, y0]: Point): Point => {
    const x1 = (x0 + 0.5 - shown.width / 2) * scale;
    const y1 = (y0 + 0.5 - shown.height / 2) * scale;
    const x2 = x1 * Math.cos(roll) - y1 * Math.sin(roll);
    const y2 = x1 * Math.sin(roll) + y1 * Math.cos(roll);
    const depth = focal + x2 * Math.sin(yaw) + y2 * Math.sin(pitch);
    const x = (focal * x2 * Math.cos(yaw)) / depth;
    const y = (focal * y2 * Math.cos(pitch)) / depth;
    return [x + (frame.width - 1) / 2 + off[0], y + (frame.height - 1) / 2 + off[1]];
  };
  const corners = cornersOf(shown);
  const [cx, cy] = [(frame.width - 1) / 2, (frame.height - 1) / 2];
  const square = cx * cx + cy * cy;
  const unbend = (x: number, y: number, out: Float64Array): void => {
    const stretch = 1 + shot.lens * (((x - cx) ** 2 + (y - cy) ** 2) / square);
    out[0] = cx + (x - cx) * stretch;
    out[1] = cy + (y - cy) * stretch;
  };
  const bend = (x: number, y: number): Point => {
    let [u, v] = [x, y];
    const back = new Float64Array(2);
    for (let i = 0; i < 20; i++) {
      unbend(u, v, back);
      [u, v] = [u + x - back[0]!, v + y - back[1]!];
    }
    return [u, v];
  };
  return { frame, shown, map: throughPoints(corners, corners.map(project)), bend, unbend };
}

const light = Float32Array.from({ length: 256 }, (_, value) => (value / 255) ** 2.2);

const codes = Uint8Array.from({ length: 4097 }, (_, i) => Math.round(255 * (i / 4096) ** (1 / 2.2)));

function encoded(value: number): number {
  return codes[Math.round(4096 * Math.min(1, Math.max(0, value)))]!;
}

/** The screen's picture with the app around it and the bezel, in screen pixels. */
function display(picture: Picture, shown: Size): { screen: Picture; margin: number } {
  const margin = Math.round(Math.max(shown.width, shown.height) * 0.06);
  const bezel = margin >> 1;
  const outer = { width: shown.width + 2 * (margin + bezel), height: shown.height + 2 * (margin + bezel) };
  const screen = plainPicture(outer, [12, 12, 12]);
  const app = { width: shown.width + 2 * margin, height: shown.height + 2 * margin };
  paste(screen, plainPicture(app, [46, 46, 50]), bezel, bezel);
  paste(screen, resizePicture(picture, shown), margin + bezel, margin + bezel);
  return { screen, margin: margin + bezel };
}

function photographed(shot: Shot, picture: Picture, random: SeededRandom): Picture {
  const { frame, shown, map, unbend } = optics(shot, picture, random);
  const { screen, margin } = display(picture, shown);
  const back = inverted(map);
  const source = (x: number, y: number, out: Float64Array): void => {
    unbend(x, y, out);
    const [u, v] = [out[0]!, out[1]!];
    const w = back[6]! * u + back[7]! * v + back[8]!;
    out[0] = (back[0]! * u + back[1]! * v + back[2]!) / w + margin;
    out[1] = (back[3]! * u + back[4]! * v + back[5]!) / w + margin;
  };
  const seen = rendered({ picture: screen, size: frame, source, background: [70, 66, 60] });
  const soft = blurredSamples({ ...frame, samples: Float32Array.from(seen.rgb, (value) => light[value]!) }, shot.blur);
  const gains = [0, 1, 2].map(() => random.between(0.95, 1.05));
  const exposure = random.between(0.85, 1.05);
  const glare = { x: random.unit(), y: random.unit() };
  const fall = { x: random.between(-0.12, 0.12), y: random.between(-0.12, 0.12) };
  const rgb = new Uint8Array(soft.length);
  const gridAt = pixelGrid(source, shot.blur);
  const [here, grid] = [new Float64Array(2), new Float64Array(3)];
  for (let y = 0, p = 0; y < frame.height; y++) {
    for (let x = 0; x < frame.width; x++, p += 3) {
      source(x, y, here);
      const [u, v] = [here[0]!, here[1]!];
      if (u > 0 && v > 0 && u < screen.width && v < screen.height) gridAt(x, y, u, v, grid);
      else grid.fill(1);
      const [sx, sy] = [x / frame.width - 0.5, y / frame.height - 0.5];
      const lit = exposure * (1 - 0.5 * (sx * sx + sy * sy)) * (1 + fall.x * sx * 2 + fall.y * sy * 2);
      const near = (x / frame.width - glare.x) ** 2 + (y / frame.height - glare.y) ** 2;
      const added = shot.reflection * Math.exp(-near / 0.18);
      for (let c = 0; c < 3; c++) {
        const value = Math.max(0, soft[p + c]! * grid[c]! * lit * gains[c]! + added);
        const grain = Math.sqrt(shot.noise[0] ** 2 * value + shot.noise[1] ** 2);
        rgb[p + c] = encoded(value + grain * random.normal());
      }
    }
  }
  return { ...frame, rgb };
}

export function photoOfScreen(shot: Shot): Step {
  return {
    apply: (picture, random) => photographed(shot, picture, random),
    place(size, random): Placement {
      const { frame, shown, map, bend } = optics(shot, size, random);
      const whole = composed(map, scaled(size, shown));
      return { size: frame, map: null, where: (x, y) => bend(...mapped(whole, x, y)) };
    },
  };
}

export const nearShot: Shot = {
  frame: 1800,
  shown: 1080,
  fills: 0.9,
  yaw: 3,
  pitch: 3,
  roll: 1.5,
  lens: 0.02,
  blur: 0.6,
  noise: [0.012, 0.003],
  reflection: 0.02,
};

export const obliqueShot: Shot = { ...nearShot, fills: 0.85, yaw: 28, pitch: 10, roll: 4, blur: 0.9, reflection: 0.05 };

/** The simulation of PIMoG (ACM MM 2022) after its corners were moved: light from one side, two gratings, noise. */
const pimog: Step = {
  apply({ width, height, rgb }, random) {
    const [dim, bright] = [random.between(0.7, 0.9), random.between(1.1, 1.3)];
    const angle = random.between(0, Math.PI);
    const [cx, cy] = [random.unit() * width, random.unit() * height];
    const turn = random.between(0, 2 * Math.PI);
    const out = new Uint8Array(rgb.length);
    for (let y = 0, p = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const along = 0.5 + ((x / width - 0.5) * Math.cos(angle) + (y / height - 0.5) * Math.sin(angle)) / Math.SQRT2;
        const lit = dim + (bright - dim) * along;
        const rings = 0.5 + 0.5 * Math.cos(2 * Math.PI * Math.hypot(x + 1 - cx, y + 1 - cy));
        const lines = 0.5 + 0.5 * Math.cos(Math.cos(turn) * (x + 1) + Math.sin(turn) * (y + 1));
        const moire = 255 * ((Math.min(rings, lines) + 1) / 2);
        for (let c = 0; c < 3; c++, p++) out[p] = byte(0.85 * rgb[p]! * lit + 0.15 * moire + 4 * random.normal());
      }
    }
    return { width, height, rgb: out };
  },
};

function list(level: Attack["level"], entries: readonly (readonly [name: string, ...steps: Step[]])[]): Attack[] {
  return entries.map(([name, ...steps]) => attack({ family: "screen", level, name, steps: [...steps, jpeg(85)] }));
}

export const screens: readonly Attack[] = [
  ...list("must", [
    ["photo of a screen, near (3 degrees off, lens 2 %, blur 0.6)", photoOfScreen(nearShot)],
    ["photo of a screen, oblique (28 and 10 degrees, lens 2 %, blur 0.9)", photoOfScreen(obliqueShot)],
  ]),
  ...list("stress", [
    [
      "photo of a screen, strong moire (sensor and screen pixels 1.04 to 1)",
      photoOfScreen({ ...nearShot, frame: 1500, shown: 1290, blur: 0.3 }),
    ],
    ["photo of a screen, far (a third of the width)", photoOfScreen({ ...nearShot, fills: 0.35, yaw: 8, blur: 0.8 })],
    ["photo of a screen, out of focus (blur 2.5)", photoOfScreen({ ...nearShot, blur: 2.5 })],
    ["photo of a screen, dark room, noisy", photoOfScreen({ ...nearShot, noise: [0.05, 0.012], reflection: 0 })],
    ["photo of a screen, oblique, strong reflection", photoOfScreen({ ...obliqueShot, reflection: 0.3 })],
    ["photo of a screen, very oblique (45 degrees)", photoOfScreen({ ...obliqueShot, yaw: 45, fills: 0.8 })],
    ["PIMoG (corners off by up to 6 %, light, moire, noise)", jitteredCorners(0.06), pimog],
  ]),
];
