import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useRef } from "react";

export interface HandlePoint {
  readonly x: number;
  readonly y: number;
}

/** Shares of the picture that an arrow key moves a handle by, alone and with Shift. */
const smallStep = 0.004;
const largeStep = 0.04;

const directions: Readonly<Record<string, HandlePoint>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** A picture with numbered points that are dragged, or moved with arrow keys. Positions are from 0 to 1. */
export function CornerHandles(props: {
  readonly url: string;
  readonly label: string;
  readonly points: readonly HandlePoint[];
  readonly onChange: (points: readonly HandlePoint[]) => void;
  /** What a handle is called and where it is. */
  readonly nameOf: (index: number, point: HandlePoint) => string;
  /** How keys move it. */
  readonly help: string;
}): ReactNode {
  const { url, label, points, onChange, nameOf, help } = props;
  const helpId = useId();
  const picture = useRef<HTMLImageElement>(null);
  const dragged = useRef<{ readonly index: number; readonly from: HandlePoint; readonly start: HandlePoint } | null>(
    null,
  );
  const move = (index: number, x: number, y: number) => {
    const within = { x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)) };
    onChange(points.map((point, i) => (i === index ? within : point)));
  };
  const drag = (event: PointerEvent) => {
    const box = picture.current?.getBoundingClientRect();
    if (dragged.current === null || box === undefined) return;
    const { index, from, start } = dragged.current;
    move(index, start.x + (event.clientX - from.x) / box.width, start.y + (event.clientY - from.y) / box.height);
  };
  const drop = () => {
    dragged.current = null;
  };
  const press = (event: KeyboardEvent, index: number, point: HandlePoint) => {
    const direction = directions[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    const step = event.shiftKey ? largeStep : smallStep;
    move(index, point.x + direction.x * step, point.y + direction.y * step);
  };
  return (
    <figure className="handles">
      <figcaption>{label}</figcaption>
      <div className="handles-frame">
        <img ref={picture} src={url} alt={label} draggable={false} />
        <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
          <polygon className="outlined-case" points={points.map(({ x, y }) => `${x},${y}`).join(" ")} />
          <polygon className="outlined-line" points={points.map(({ x, y }) => `${x},${y}`).join(" ")} />
        </svg>
        {points.map((point, index) => (
          <button
            // The order is what a point is known by.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            type="button"
            className="handle"
            style={{ left: `${100 * point.x}%`, top: `${100 * point.y}%` }}
            aria-label={nameOf(index, point)}
            aria-describedby={helpId}
            onKeyDown={(event) => {
              press(event, index, point);
            }}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              dragged.current = { index, from: { x: event.clientX, y: event.clientY }, start: point };
            }}
            onPointerMove={drag}
            onPointerUp={drop}
            onPointerCancel={drop}
          >
            <span aria-hidden="true">{index + 1}</span>
          </button>
        ))}
      </div>
      <p id={helpId} className="only-heard">
        {help}
      </p>
    </figure>
  );
}
