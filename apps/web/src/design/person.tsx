import type { ReactNode } from "react";
import { useText } from "../text/use-text.ts";
import { personMark } from "./person-mark.ts";

/** The small mosaic of a name. */
export function Mark({
  name,
  size = "middle",
}: {
  readonly name: string;
  readonly size?: "small" | "middle" | "large";
}) {
  const { tiles, hue } = personMark(name);
  return (
    <svg
      className={size === "middle" ? "mark" : `mark mark-${size}`}
      viewBox="0 0 4 4"
      shapeRendering="crispEdges"
      aria-hidden="true"
    >
      {tiles.map((stands, tile) => (
        <rect
          // oxlint-disable-next-line react/no-array-index-key -- tiles have no other name than their place
          key={tile}
          className={stands ? `hue-${hue}` : `hue-${hue} mark-quiet`}
          x={tile % 4}
          y={Math.floor(tile / 4)}
          width="1"
          height="1"
        />
      ))}
    </svg>
  );
}

/** A person: mosaic, name, and whether they are a practice friend. */
export function Person(props: {
  readonly name: string;
  readonly practice?: boolean;
  readonly size?: "small" | "middle";
}): ReactNode {
  const { name, practice = false, size = "middle" } = props;
  const text = useText();
  return (
    <span className="person">
      <Mark name={name} size={size} />
      <span className="person-name">{name}</span>
      {practice && <span className="badge">{text.practice.badge}</span>}
    </span>
  );
}
