import { attack, type Attack, type Step } from "./attack.ts";
import { avif, jpeg, webp } from "./formats.ts";

const family = "compression";

function at(
  level: Attack["level"],
  name: string,
  qualities: readonly number[],
  step: (quality: number) => Step,
): Attack[] {
  return qualities.map((quality) => attack({ family, level, name: `${name} ${quality}`, steps: [step(quality)] }));
}

export const compression: readonly Attack[] = [
  ...at("must", "JPEG", [90, 70, 50, 30], jpeg),
  ...at("must", "WebP", [50], webp),
  ...at("must", "AVIF", [50], avif),
  ...at("stress", "JPEG", [80, 60, 40, 20, 10], jpeg),
  ...at("stress", "WebP", [75, 30, 10], webp),
  ...at("stress", "AVIF", [30, 15], avif),
];
