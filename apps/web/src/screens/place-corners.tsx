import { type ReactNode, useState } from "react";
import { Button } from "../design/button.tsx";
import { CornerHandles, type HandlePoint } from "../design/corner-handles.tsx";
import { useObjectUrl } from "../design/use-object-url.ts";
import type { HandPlacement } from "../engine/app-engine.ts";
import { useText } from "../text/use-text.ts";

/** Four points that lie `inset` from the corners, clockwise from the top left. */
const square = (inset: number): readonly HandlePoint[] => [
  { x: inset, y: inset },
  { x: 1 - inset, y: inset },
  { x: 1 - inset, y: 1 - inset },
  { x: inset, y: 1 - inset },
];

export const firstPlacement: HandPlacement = { leak: square(0.15), original: square(0.15) };

/** The same four points set in the leak and in what was sent, for when the one is not found in the other by itself. */
export function PlaceCorners(props: {
  readonly leakUrl: string;
  readonly original: Uint8Array;
  readonly start: HandPlacement;
  readonly onDone: (placement: HandPlacement) => void;
  readonly onCancel: () => void;
}): ReactNode {
  const text = useText();
  const [{ leak, original }, setPlacement] = useState(props.start);
  const originalUrl = useObjectUrl(props.original, "image/jpeg");
  const nameOf = (index: number, { x, y }: HandlePoint) =>
    text.corners.handle(index + 1, text.number.percent(x), text.number.percent(y));
  return (
    <section className="card stack" aria-label={text.corners.offer}>
      <p>{text.corners.words}</p>
      <div className="figures">
        <CornerHandles
          url={props.leakUrl}
          label={text.corners.leak}
          points={leak}
          onChange={(points) => {
            setPlacement({ leak: points, original });
          }}
          nameOf={nameOf}
          help={text.corners.keys}
        />
        {originalUrl !== null && (
          <CornerHandles
            url={originalUrl}
            label={text.corners.original}
            points={original}
            onChange={(points) => {
              setPlacement({ leak, original: points });
            }}
            nameOf={nameOf}
            help={text.corners.keys}
          />
        )}
      </div>
      <p className="soft small">{text.corners.keys}</p>
      <Button
        look="primary"
        icon="search"
        wide
        onPress={() => {
          props.onDone({ leak, original });
        }}
      >
        {text.corners.find}
      </Button>
      <Button look="quiet" onPress={props.onCancel}>
        {text.app.cancel}
      </Button>
    </section>
  );
}
