import { type ReactNode, useEffect, useState } from "react";
import { Button, LinkButton } from "../design/button.tsx";
import { DropZone } from "../design/drop-zone.tsx";
import { ErrorNotice } from "../design/notice.tsx";
import { OutlinedPicture } from "../design/outlined-picture.tsx";
import { Progress } from "../design/progress.tsx";
import { useTell } from "../design/toast.tsx";
import { useObjectUrl } from "../design/use-object-url.ts";
import type { Damage, LeakMap, TraceProgress, TraceResult } from "../engine/app-engine.ts";
import { useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { pathOf } from "../routing/route.ts";
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
  const map = result === null || result.verdict === "not-this-picture" ? null : result.map;
  const shownIn = (result === null || result.verdict === "not-this-picture" ? null : result.sent?.shownIn) ?? null;
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
                <OutlinedPicture url={url} alt={text.trace.alt} outline={map?.pictureInLeak ?? null} unit="pixel" />
                <figcaption>
                  <strong>{text.trace.handed}</strong>{" "}
                  {leaked.damage !== null &&
                    text.trace.handedWords(leaked.damage.map((damage) => text.trace.damage[damage]))}
                </figcaption>
              </figure>
              {map !== null && <SentFigure map={map} />}
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
            {shownIn !== null && (
              <LinkButton icon="undo" href={pathOf({ at: "message", ...shownIn })} wide>
                {text.trace.toSent}
              </LinkButton>
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

/** What was sent, as its sender keeps it, and which part of it turned up. */
function SentFigure({ map }: { readonly map: LeakMap }): ReactNode {
  const text = useText();
  const url = useObjectUrl(map.picture, "image/jpeg");
  const matched = text.number.percent(map.matchedFraction);
  if (url === null) return <p className="soft small">{text.trace.matched(matched)}</p>;
  return (
    <figure>
      <OutlinedPicture url={url} alt={text.trace.sentAlt(matched)} outline={map.outline} unit="share" dims />
      <figcaption>
        <strong>{text.trace.sentPicture}</strong> {text.trace.sentWords(matched)}
      </figcaption>
    </figure>
  );
}
