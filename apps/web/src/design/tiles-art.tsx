import type { ReactNode } from "react";
import { personMark } from "./person-mark.ts";

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
  const { seed, columns = 8, rows = 5, className = "tiles" } = props;
  const { hue } = personMark(seed);
  const tiles = Array.from({ length: columns * rows }, (_, tile) => {
    const { tiles: bits, hue: other } = personMark(`${seed} ${tile}`);
    return { tile, hue: bits[0] === true ? hue : other, stands: bits[1] === true && bits[2] === true };
  });
  return (
    <svg
      className={className}
      viewBox={`0 0 ${columns} ${rows}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      {tiles.map((each) => (
        <rect
          key={each.tile}
          className={each.stands ? `hue-${each.hue}` : `hue-${each.hue} mark-quiet`}
          x={each.tile % columns}
          y={Math.floor(each.tile / columns)}
          width="1.02"
          height="1.02"
        />
      ))}
    </svg>
  );
}
