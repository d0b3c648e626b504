import { attack, type Attack, type Step } from "./attack.ts";
import { jpeg } from "./formats.ts";
import { bySide, croppedTo, longEdge, toWidth } from "./geometry.ts";

/** Long edge 1600, quality 75: a messenger's "standard quality". */
export const messenger: readonly Step[] = [longEdge(1600), jpeg(75)];

/** 1080 wide, quality 72. */
export const socialNetwork: readonly Step[] = [toWidth(1080), jpeg(72)];

function list(level: Attack["level"], entries: readonly (readonly [name: string, ...steps: Step[]])[]): Attack[] {
  return entries.map(([name, ...steps]) => attack({ family: "chains", level, name, steps }));
}

export const chains: readonly Attack[] = [
  ...list("must", [
    ["a messenger (long edge 1600, JPEG 75)", ...messenger],
    ["a social network twice (1080 wide, JPEG 72)", ...socialNetwork, ...socialNetwork],
  ]),
  ...list("stress", [
    ["a messenger and its forward (1600, JPEG 75, then 90 % of a side, JPEG 70)", ...messenger, bySide(0.9), jpeg(70)],
    ["a social network's preview (1080, JPEG 72, then 640 wide, JPEG 70)", ...socialNetwork, toWidth(640), jpeg(70)],
    ["a social network, cut to 4 to 5, again", ...socialNetwork, croppedTo(0.8, 1), ...socialNetwork],
    [
      "five forwards (90, 80, 90, 85, 90 % of a side; JPEG 80, 70, 75, 65, 70)",
      bySide(0.9),
      jpeg(80),
      bySide(0.8),
      jpeg(70),
      bySide(0.9),
      jpeg(75),
      bySide(0.85),
      jpeg(65),
      bySide(0.9),
      jpeg(70),
    ],
    [
      "ten forwards (97, 103 % of a side in turn, JPEG 75)",
      ...Array.from({ length: 10 }, (_, i) => [bySide(i % 2 === 0 ? 0.97 : 1.03), jpeg(75)]).flat(),
    ],
  ]),
];
