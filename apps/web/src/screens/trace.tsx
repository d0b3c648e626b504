import { type ReactNode, useEffect, useState } from "react";
import { Button } from "../design/button.tsx";
import { DropZone } from "../design/drop-zone.tsx";
import { ErrorNotice } from "../design/notice.tsx";
import { Progress } from "../design/progress.tsx";
import { useTell } from "../design/toast.tsx";
import { useObjectUrl } from "../design/use-object-url.ts";
import type { Damage, TraceProgress, TraceResult } from "../engine/app-engine.ts";
import { useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { useText } from "../text/use-text.ts";
import { Frame } from "./frame.tsx";
import { TraceAnswer } from "./trace-answer.tsx";
import { useHanded } from "./use-handed.tsx";

interface Leaked {
  readonly bytes: Uint8Array;
  /** What was done to it, when it was leaked for practice. */
  readonly damage: readonly Damage[] | null;
}

/** A picture that turned up, and whose copy it is. */
export function Trace(): ReactNode {
  const text = useText();
  const engine = useEngine();
  const tell = useTell();
  const { leak: handed, hand } = useHanded();
  const [leaked, setLeaked] = useState<Leaked | null>(handed?.leak ?? null);
  const [result, setResult] = useState<TraceResult | null>(null);
  const work = useWork<TraceProgress>();
  const url = useObjectUrl(leaked?.bytes ?? null, "image/*");
  useEffect(() => {
    hand({ leak: null });
    // Taken over once, at the beginning.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
  const find = async () => {
    if (leaked === null) return;
    const found = await work.run((options) => engine.trace({ leak: leaked.bytes, id: null }, options));
    if (found !== undefined) setResult(found.value);
  };
  const again = () => {
    work.cancel();
    setResult(null);
    setLeaked(null);
  };
  return (
    <Frame title={text.trace.title} back="/">
      <div className="stack stack-large">
        {leaked === null || url === null ? (
          <>
            <p className="soft">{text.trace.words}</p>
            <DropZone
              label={text.trace.choose}
              onGiven={(given) => {
                if (given.kind === "not-a-picture") return tell(text.composer.notPicture);
                setLeaked({ bytes: given.picture.bytes, damage: null });
              }}
            />
          </>
        ) : (
          <>
            {result !== null && <TraceAnswer result={result} />}
            <div className="figures">
              <figure>
                <div className="picture-frame">
                  <img src={url} alt={text.trace.alt} />
                </div>
                {leaked.damage !== null && (
                  <figcaption>
                    {text.trace.handed}{" "}
                    {text.trace.handedWords(leaked.damage.map((damage) => text.trace.damage[damage]))}
                  </figcaption>
                )}
              </figure>
              {result !== null && result.verdict !== "not-this-picture" && <MapFigure result={result} />}
            </div>
            <ErrorNotice code={work.failure} />
            {result === null && !work.isWorking && (
              <Button look="primary" icon="search" wide onPress={() => void find()}>
                {text.trace.find}
              </Button>
            )}
            {work.isWorking && (
              <>
                <Progress
                  label={text.trace.steps[work.progress?.step ?? "register"]}
                  done={work.progress?.done ?? null}
                  onCancel={work.cancel}
                />
                <p className="soft small">{text.trace.tool}</p>
              </>
            )}
            {!work.isWorking && (
              <Button look="quiet" onPress={again}>
                {text.trace.again}
              </Button>
            )}
          </>
        )}
      </div>
    </Frame>
  );
}

/** What was sent, as a map of tiles: where the leak can be read, and where its edges lie. */
function MapFigure({ result }: { readonly result: Exclude<TraceResult, { verdict: "not-this-picture" }> }): ReactNode {
  const text = useText();
  const { columns, rows, legibility, outline, matchedFraction } = result.map;
  const points = outline.map(({ x, y }) => `${x * columns},${y * rows}`).join(" ");
  return (
    <figure>
      <svg className="map" viewBox={`-0.5 -0.5 ${columns + 1} ${rows + 1}`} role="img" aria-label={text.trace.map}>
        {[...legibility].map((legible, tile) => (
          <rect
            // oxlint-disable-next-line react/no-array-index-key -- tiles have no other name than their place
            key={tile}
            className="map-tile"
            x={tile % columns}
            y={Math.floor(tile / columns)}
            width="0.92"
            height="0.92"
            opacity={0.1 + (0.9 * legible) / 255}
          />
        ))}
        <polygon className="map-outline" points={points} />
      </svg>
      <figcaption>
        {text.trace.map} {text.trace.matched(text.number.percent(matchedFraction))}
      </figcaption>
    </figure>
  );
}
