import { type Picture, resizePicture } from "@whosecopy/image";
import { attack, type Attack, plainPlacement, type Step } from "./attack.ts";
import { blurred } from "./blur.ts";
import { jpeg } from "./formats.ts";
import { composed, scaled, type Size, turned } from "./plane.ts";
import { byte } from "./raster.ts";
import { planeSource, rendered } from "./render.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** Fine dots: errors handed on to the neighbours, each ink by itself, as inkjet printers do. */
function errorDiffused({ width, height, rgb }: Picture): Picture {
  const work = Float32Array.from(rgb);
  const out = new Uint8Array(rgb.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const p = 3 * (y * width + x) + c;
        const printed = work[p]! >= 128 ? 255 : 0;
        out[p] = printed;
        const error = work[p]! - printed;
        if (x + 1 < width) work[p + 3] = work[p + 3]! + (error * 7) / 16;
        if (y + 1 === height) continue;
        if (x > 0) work[p + 3 * width - 3] = work[p + 3 * width - 3]! + (error * 3) / 16;
        work[p + 3 * width] = work[p + 3 * width]! + (error * 5) / 16;
        if (x + 1 < width) work[p + 3 * width + 3] = work[p + 3 * width + 3]! + error / 16;
      }
    }
  }
  return { width, height, rgb: out };
}

/** Dots of growing size in turned grids, one per ink, as in newspapers; `cell`: their distance in printer dots. */
function halftoned({ width, height, rgb }: Picture, cell: number): Picture {
  const out = new Uint8Array(rgb.length);
  const turns = [15, 75, 45].map((degrees) => (degrees * Math.PI) / 180);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++, p++) {
        const [cos, sin] = [Math.cos(turns[c]!), Math.sin(turns[c]!)];
        const u = (2 * Math.PI * (x * cos + y * sin)) / cell;
        const v = (2 * Math.PI * (y * cos - x * sin)) / cell;
        out[p] = rgb[p]! / 255 > 0.5 + 0.25 * (Math.cos(u) + Math.cos(v)) ? 255 : 0;
      }
    }
  }
  return { width, height, rgb: out };
}

interface Printing {
  /** Printer dots per pixel of the scan, each way. */
  readonly dots: number;
  readonly screen: (picture: Picture) => Picture;
}

const scanWidth = 1200;

/** Printed, 4 inches long, and scanned at 300 dpi: dots, dot gain, inks and paper, a tilted sheet, the scanner's blur and noise. */
function printedAndScanned({ dots, screen }: Printing): Step {
  const plan = (size: Size, random: SeededRandom) => {
    const factor = scanWidth / Math.max(size.width, size.height);
    const sheet = { width: Math.round(size.width * factor), height: Math.round(size.height * factor) };
    const border = Math.round(scanWidth * 0.03);
    const scan = { width: sheet.width + 2 * border, height: sheet.height + 2 * border };
    const tilt = turned(sheet, scan, random.sign() * random.between(0.4, 1.2), random.between(0.985, 1.015));
    return { sheet, scan, tilt };
  };
  return {
    apply(picture, random) {
      const { sheet, scan, tilt } = plan(picture, random);
      const printed = screen(resizePicture(picture, { width: sheet.width * dots, height: sheet.height * dots }));
      const bled = blurred(printed, 0.3 * dots);
      const map = composed(tilt, scaled(printed, sheet));
      const seen = rendered({ picture: bled, size: scan, source: planeSource(map), background: [244, 243, 238] });
      const soft = blurred(seen, 0.5);
      const rgb = new Uint8Array(soft.rgb.length);
      for (let p = 0; p < rgb.length; p++) {
        const paper = [244, 243, 238][p % 3]!;
        const inkBlack = [38, 36, 40][p % 3]!;
        const gained = (soft.rgb[p]! / 255) ** 1.25;
        rgb[p] = byte(inkBlack + (paper - inkBlack) * gained + 2.5 * random.normal());
      }
      return { ...soft, rgb };
    },
    place(size, random) {
      const { sheet, scan, tilt } = plan(size, random);
      return plainPlacement(scan, composed(tilt, scaled(size, sheet)));
    },
  };
}

function list(entries: readonly (readonly [name: string, ...steps: Step[]])[]): Attack[] {
  return entries.map(([name, ...steps]) =>
    attack({ family: "print", level: "stress", name, steps: [...steps, jpeg(85)] }),
  );
}

const inkjetScan = printedAndScanned({ dots: 3, screen: errorDiffused });

export const prints: readonly Attack[] = list([
  ["print (inkjet, 900 dpi) and scan (300 dpi, 1200 px long)", inkjetScan],
  [
    "print (halftone, 150 lines per inch) and scan (300 dpi, 1200 px long)",
    printedAndScanned({ dots: 3, screen: (picture) => halftoned(picture, 6) }),
  ],
]);
