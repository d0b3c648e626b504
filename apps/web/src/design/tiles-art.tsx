import type { ReactNode } from "react";
import { personMark } from "./person-mark.ts";

/** How strongly a tile stands out; most stand back. */
const strengths = [0.1, 0.16, 0.22, 0.16, 0.32, 0.1, 0.5, 0.85] as const;

/**
 * A mosaic in place of a picture that is not open: drawn from an id alone, it shows nothing of the picture. In `columns` by
 * `rows` tiles.
 */
export function TilesArt(props: {
  readonly seed: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly className?: string;
}): ReactNode {
  const { seed, columns = 10, rows = 6, className = "tiles" } = props;
  const { hue } = personMark(seed);
  const tiles = Array.from({ length: columns * rows }, (_, tile) => {
    const { tiles: bits, hue: other } = personMark(`${seed} ${tile}`);
    const number = bits.slice(0, 3).reduce((sum, bit) => 2 * sum + (bit ? 1 : 0), 0);
    const isAccent = bits.slice(3, 6).every(Boolean);
    return { tile, hue: isAccent ? other : hue, strength: strengths[number] ?? 0.1 };
  });
  return (
    <svg
      className={className}
      viewBox={`0 0 ${columns} ${rows}`}
      preserveAspectRatio="xMidYMid slice"
      shapeRendering="crispEdges"
      aria-hidden="true"
    >
      {tiles.map((each) => (
        <rect
          key={each.tile}
          className={`hue-${each.hue}`}
          opacity={each.strength}
          x={each.tile % columns}
          y={Math.floor(each.tile / columns)}
          width="1"
          height="1"
        />
      ))}
    </svg>
  );
}
