import { WhosecopyError } from "@whosecopy/protocol";

type Point = readonly [x: number, y: number];

/** What `trace` takes for corners that were set by hand. */
interface HandPlacement {
  readonly unit: "pixel";
  readonly leak: readonly Point[];
  readonly original?: readonly Point[];
}

/**
 * Reads corners as a person types them from an image viewer: `"12,8 610,15 604,420 9,409"`, pixels from the upper left.
 *
 * @param region the same points in what was sent, when they are not its own corners
 * @throws WhosecopyError "bad-input"
 */
export function parsePlacement(corners: string | undefined, region: string | undefined): HandPlacement | undefined {
  if (corners === undefined) {
    if (region !== undefined) throw new WhosecopyError("bad-input", "--region goes with --corners");
    return undefined;
  }
  const leak = parsePoints(corners, "--corners");
  if (region === undefined) {
    if (leak.length !== 4) throw new WhosecopyError("bad-input", "--corners wants four points");
    return { unit: "pixel", leak };
  }
  const original = parsePoints(region, "--region");
  if (original.length !== leak.length) {
    throw new WhosecopyError("bad-input", "--corners and --region want the same points, in the same order");
  }
  return { unit: "pixel", leak, original };
}

function parsePoints(text: string, flag: string): readonly Point[] {
  const points = text
    .trim()
    .split(/[\s;]+/)
    .map((point): Point => {
      const [, x, y] = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(point) ?? [];
      if (x === undefined || y === undefined) {
        throw new WhosecopyError(
          "bad-input",
          `${flag}: "${point}" is not a point; write for example "0,0 640,0 640,480 0,480"`,
        );
      }
      return [Number(x), Number(y)];
    });
  if (points.length < 4 || points.length > 64)
    throw new WhosecopyError("bad-input", `${flag} wants four points or more`);
  return points;
}
