import { type ReactNode, useState } from "react";

type Corners = readonly { readonly x: number; readonly y: number }[];

/** A picture with a line drawn on it. Corners that lie outside are cut off with the line between them. */
export function OutlinedPicture(props: {
  readonly url: string;
  readonly alt: string;
  /** Null for no line. */
  readonly outline: Corners | null;
  /** What the corners count: from 0 to 1, or pixels of the picture. */
  readonly unit: "share" | "pixel";
  /** Whether what lies outside of the line steps back. */
  readonly dims?: boolean;
}): ReactNode {
  const { url, alt, outline, unit, dims = false } = props;
  const [size, setSize] = useState<{ readonly width: number; readonly height: number } | null>(null);
  const scale = unit === "pixel" ? { x: 1, y: 1 } : { x: size?.width ?? 1, y: size?.height ?? 1 };
  const points = outline?.map(({ x, y }) => `${x * scale.x},${y * scale.y}`) ?? [];
  return (
    <div className="outlined">
      <img
        src={url}
        alt={alt}
        onLoad={({ currentTarget }) => {
          setSize({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight });
        }}
      />
      {size !== null && points.length > 0 && (
        <svg viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none" aria-hidden="true">
          {dims && (
            <path
              className="outlined-rest"
              fillRule="evenodd"
              d={`M0,0H${size.width}V${size.height}H0ZM${points.join("L")}Z`}
            />
          )}
          <polygon className="outlined-case" points={points.join(" ")} />
          <polygon className="outlined-line" points={points.join(" ")} />
        </svg>
      )}
    </div>
  );
}
