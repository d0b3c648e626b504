import { attack, type Attack, type Step } from "./attack.ts";
import { saved } from "./formats.ts";
import { blurred } from "./blur.ts";
import { byte, recoloured, toned } from "./raster.ts";

function luma(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

const tone = (curve: (value: number, channel: number) => number): Step => ({
  apply: (picture) => toned(picture, curve),
});

export function brightness(factor: number): Step {
  return tone((value) => value * factor);
}

/** Around the picture's own mean, as torchvision does it. */
export function contrast(factor: number): Step {
  return {
    apply(picture) {
      let sum = 0;
      for (let p = 0; p < picture.rgb.length; p += 3) {
        sum += luma(picture.rgb[p]!, picture.rgb[p + 1]!, picture.rgb[p + 2]!);
      }
      const mean = sum / (picture.width * picture.height);
      return toned(picture, (value) => mean + (value - mean) * factor);
    },
  };
}

function gamma(exponent: number): Step {
  return tone((value) => 255 * (value / 255) ** exponent);
}

function saturation(factor: number): Step {
  return {
    apply: (picture) =>
      recoloured(picture, (red, green, blue, out) => {
        const grey = luma(red, green, blue);
        out[0] = grey + (red - grey) * factor;
        out[1] = grey + (green - grey) * factor;
        out[2] = grey + (blue - grey) * factor;
      }),
  };
}

export const greyscale = saturation(0);

/** Colours turned by so much of a full circle (in YIQ). */
function hue(turn: number): Step {
  const cos = Math.cos(2 * Math.PI * turn);
  const sin = Math.sin(2 * Math.PI * turn);
  return {
    apply: (picture) =>
      recoloured(picture, (red, green, blue, out) => {
        const y = luma(red, green, blue);
        const i0 = 0.596 * red - 0.274 * green - 0.322 * blue;
        const q0 = 0.211 * red - 0.523 * green + 0.312 * blue;
        const i = i0 * cos - q0 * sin;
        const q = i0 * sin + q0 * cos;
        out[0] = y + 0.956 * i + 0.621 * q;
        out[1] = y - 0.272 * i - 0.647 * q;
        out[2] = y - 1.106 * i + 1.703 * q;
      }),
  };
}

/** What f.lux and "night light" do to a screen and thus to some screenshots: blue and green are dimmed. */
export const nightTint = tone((value, channel) => value * [1, 0.78, 0.52][channel]!);

/** Darker towards the corners, by `strength` there. */
function vignette(strength: number): Step {
  return {
    apply({ width, height, rgb }) {
      const out = new Uint8Array(rgb.length);
      for (let p = 0; p < rgb.length; p++) {
        const at = (p / 3) | 0;
        const x = (2 * (at % width)) / width - 1;
        const y = (2 * ((at / width) | 0)) / height - 1;
        out[p] = byte(rgb[p]! * (1 - (strength * (x * x + y * y)) / 2));
      }
      return { width, height, rgb: out };
    },
  };
}

/** Lifted shadows, cut highlights, a tint. */
function faded(tint: readonly [number, number, number]): Step {
  return tone((value, channel) => (28 + value * 0.82) * tint[channel]!);
}

const sCurve = tone((value) => {
  const t = value / 255;
  return 255 * (0.35 * t + 0.65 * t * t * (3 - 2 * t));
});

/** As several popular filters are made. */
export const warmFadedFilter: readonly Step[] = [faded([1.06, 1, 0.88]), saturation(0.85), vignette(0.2)];
export const vividFilter: readonly Step[] = [sCurve, saturation(1.4), vignette(0.35)];
const coolMatteFilter: readonly Step[] = [contrast(0.85), faded([0.93, 1, 1.07]), saturation(0.7)];
const pinkSeventiesFilter: readonly Step[] = [
  contrast(1.1),
  tone((value, channel) => 0.72 * value + 0.28 * [243, 106, 188][channel]!),
];
const noirFilter: readonly Step[] = [greyscale, sCurve, contrast(1.35), vignette(0.5)];

const sepia: Step = {
  apply: (picture) =>
    recoloured(picture, (red, green, blue, out) => {
      out[0] = 0.393 * red + 0.769 * green + 0.189 * blue;
      out[1] = 0.349 * red + 0.686 * green + 0.168 * blue;
      out[2] = 0.272 * red + 0.534 * green + 0.131 * blue;
    }),
};

/** Each channel's histogram made flat. */
const equalised: Step = {
  apply(picture) {
    const counts = [0, 1, 2].map(() => new Float64Array(256));
    for (let p = 0; p < picture.rgb.length; p++) counts[p % 3]![picture.rgb[p]!]!++;
    const total = picture.width * picture.height;
    for (const count of counts) for (let v = 1; v < 256; v++) count[v] = count[v]! + count[v - 1]!;
    return toned(picture, (value, channel) => (255 * counts[channel]![value]!) / total);
  },
};

/** As HDR apps do it: large differences of brightness squeezed, fine ones raised. */
function toneMapped(squeeze: number, detail: number): Step {
  return {
    apply(picture) {
      const radius = Math.max(picture.width, picture.height) / 40;
      const base = blurred(picture, radius);
      const rgb = new Uint8Array(picture.rgb.length);
      for (let p = 0; p < rgb.length; p += 3) {
        const low = luma(base.rgb[p]!, base.rgb[p + 1]!, base.rgb[p + 2]!);
        const now = luma(picture.rgb[p]!, picture.rgb[p + 1]!, picture.rgb[p + 2]!);
        const ratio = (128 + (low - 128) * squeeze + (now - low) * detail) / Math.max(now, 4);
        for (let c = 0; c < 3; c++) rgb[p + c] = byte(picture.rgb[p + c]! * Math.max(0, ratio));
      }
      return { ...picture, rgb };
    },
  };
}

function posterised(bits: number): Step {
  const step = 2 ** (8 - bits);
  return tone((value) => Math.floor(value / step) * step);
}

const rgbShift: Step = {
  apply(picture, random) {
    const shifts = [0, 1, 2].map(() => random.between(-1, 1) * 0.05 * 255);
    return toned(picture, (value, channel) => value + shifts[channel]!);
  },
};

const linear = (value: number): number => {
  const t = value / 255;
  return t <= 0.04045 ? t / 12.92 : ((t + 0.055) / 1.055) ** 2.4;
};
const linearTable = Float64Array.from({ length: 256 }, (_, value) => linear(value));
const encode = (light: number): number =>
  255 * (light <= 0.0031308 ? 12.92 * Math.max(0, light) : 1.055 * light ** (1 / 2.4) - 0.055);

/** Saved with another profile's numbers and shown without it: the rows turn linear sRGB into that profile's primaries. */
function shownWithoutProfile(
  rows: readonly (readonly [number, number, number])[],
  curve: (light: number) => number,
): Step {
  return {
    apply: (picture) =>
      recoloured(picture, (red, green, blue, out) => {
        const [r, g, b] = [linearTable[red]!, linearTable[green]!, linearTable[blue]!];
        rows.forEach((row, c) => (out[c] = curve(row[0] * r + row[1] * g + row[2] * b)));
      }),
  };
}

const displayP3 = shownWithoutProfile(
  [
    [0.8225, 0.1774, 0.0],
    [0.0332, 0.9669, 0.0],
    [0.0171, 0.0724, 0.9108],
  ],
  encode,
);
const adobeRgb = shownWithoutProfile(
  [
    [0.7152, 0.2848, 0.0],
    [0.0, 1.0, 0.0],
    [0.0, 0.0412, 0.9588],
  ],
  (light) => 255 * Math.max(0, light) ** (1 / 2.2),
);

function list(level: Attack["level"], entries: readonly (readonly [name: string, ...steps: Step[]])[]): Attack[] {
  return entries.map(([name, ...steps]) => attack({ family: "colour", level, name, steps: [...steps, saved] }));
}

function factors(
  level: Attack["level"],
  name: string,
  values: readonly number[],
  step: (value: number) => Step,
): Attack[] {
  return list(
    level,
    values.map((value) => [`${name} ${value}`, step(value)] as const),
  );
}

export const colour: readonly Attack[] = [
  ...factors("must", "brightness x", [0.7, 1.3], brightness),
  ...factors("must", "contrast x", [0.6, 1.5], contrast),
  ...factors("must", "gamma", [0.7, 1.5], gamma),
  ...list("must", [
    ["night tint (green x 0.78, blue x 0.52)", nightTint],
    ["greyscale", greyscale],
    ["filter, warm and faded", ...warmFadedFilter],
    ["filter, vivid with vignette", ...vividFilter],
    ["filter, cool and matte", ...coolMatteFilter],
  ]),
  ...factors("stress", "brightness x", [0.1, 0.25, 0.5, 1.5, 2], brightness),
  ...factors("stress", "contrast x", [0.1, 0.25, 0.5, 2], contrast),
  ...factors("stress", "gamma", [0.4, 2.5], gamma),
  ...factors("stress", "saturation x", [0.5, 1.5, 2], saturation),
  ...factors("stress", "hue turned by", [-0.25, 0.25, 0.5], hue),
  ...list("stress", [
    ["filter, seventies pink", ...pinkSeventiesFilter],
    ["filter, black and white, hard", ...noirFilter],
    ["sepia", sepia],
    ["histogram equalisation", equalised],
    ["HDR tone mapping, detail x 1.6", toneMapped(0.55, 1.6)],
    ["HDR tone mapping, detail x 2.5", toneMapped(0.3, 2.5)],
    ["posterise to 4 bits", posterised(4)],
    ["posterise to 3 bits", posterised(3)],
    ["channels off by up to 5 %", rgbShift],
    ["Display P3 numbers shown as sRGB", displayP3],
    ["Adobe RGB numbers shown as sRGB", adobeRgb],
  ]),
];
