import { type ReactNode, useEffect, useState } from "react";
import { Button, LinkButton } from "../design/button.tsx";
import { DayField } from "../design/day-field.tsx";
import { DropZone } from "../design/drop-zone.tsx";
import { ErrorNotice, Notice } from "../design/notice.tsx";
import { OutlinedPicture } from "../design/outlined-picture.tsx";
import { Progress } from "../design/progress.tsx";
import { useTell } from "../design/toast.tsx";
import { useObjectUrl } from "../design/use-object-url.ts";
import type { Damage, HandPlacement, LeakMap, TraceProgress, TraceResult } from "../engine/app-engine.ts";
import { useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { pathOf } from "../routing/route.ts";
import { useText } from "../text/use-text.ts";
import { ChooseSent } from "./choose-sent.tsx";
import { Frame } from "./frame.tsx";
import { firstPlacement, PlaceCorners } from "./place-corners.tsx";
import { SaveReport } from "./save-report.tsx";
import { TraceAnswer } from "./trace-answer.tsx";
import { useHanded } from "./use-handed.tsx";

interface Leaked {
  readonly bytes: Uint8Array;
  /** What was done to it, when it was leaked for practice. */
  readonly damage: readonly Damage[] | null;
}

/** What is sent that a leak is held against by hand. */
interface Held {
  readonly id: string;
  readonly picture: Uint8Array;
}

/** A picture that turned up, and whose copy it is. */
export function Trace(): ReactNode {
  const text = useText();
  const engine = useEngine();
  const tell = useTell();
  const { leak: handed, hand } = useHanded();
  const [leaked, setLeaked] = useState<Leaked | null>(handed?.leak ?? null);
  const [result, setResult] = useState<TraceResult | null>(null);
  const [firstSeen, setFirstSeen] = useState("");
  const [step, setStep] = useState<"look" | "choose" | "place">("look");
  const [held, setHeld] = useState<Held | null>(null);
  const [placed, setPlaced] = useState<HandPlacement | null>(null);
  const work = useWork<TraceProgress>();
  const url = useObjectUrl(leaked?.bytes ?? null, "image/*");
  useEffect(() => {
    hand({ leak: null });
    // Taken over once, at the beginning.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
  const map = result === null || result.verdict === "not-this-picture" ? null : result.map;
  const shownIn = (result === null || result.verdict === "not-this-picture" ? null : result.sent?.shownIn) ?? null;
  const find = async (placement: HandPlacement | null, id: string | null) => {
    if (leaked === null) return;
    setStep("look");
    const asked = { leak: leaked.bytes, id, placement, firstSeen: wholeDay(firstSeen) };
    const found = await work.run((options) => engine.trace(asked, options));
    if (found === undefined) return placement === null ? undefined : setStep("place");
    setPlaced(placement);
    setResult(found.value);
  };
  const again = () => {
    work.cancel();
    setResult(null);
    setLeaked(null);
    setHeld(null);
    setPlaced(null);
    setStep("look");
  };
  /** Marks corners on the picture that was found, or lets one be chosen. */
  const byHand = () => {
    const found = map !== null && result !== null && result.verdict !== "not-this-picture" ? result.sent : null;
    if (found !== null && map !== null) setHeld({ id: found.id, picture: map.picture });
    setStep(found === null && held === null ? "choose" : "place");
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
            {step === "choose" && (
              <ChooseSent
                onChosen={({ id }, picture) => {
                  setHeld({ id, picture });
                  setStep("place");
                }}
                onCancel={() => {
                  setStep("look");
                }}
              />
            )}
            {step === "place" && held !== null && (
              <>
                <ErrorNotice code={work.failure === "bad-input" ? null : work.failure} />
                {work.failure === "bad-input" && (
                  <div role="alert">
                    <Notice tone="amber" icon="warning">
                      <p>{text.corners.unfit}</p>
                    </Notice>
                  </div>
                )}
                <PlaceCorners
                  leakUrl={url}
                  original={held.picture}
                  start={placed ?? firstPlacement}
                  onDone={(placement) => {
                    setPlaced(placement);
                    void find(placement, held.id);
                  }}
                  onCancel={() => {
                    setStep("look");
                  }}
                />
              </>
            )}
            {step === "look" && (
              <>
                {result !== null && !work.isWorking && <TraceAnswer result={result} isByHand={placed !== null} />}
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
                  <>
                    <DayField
                      label={text.trace.firstSeen}
                      value={firstSeen}
                      onChange={setFirstSeen}
                      help={text.trace.firstSeenHelp}
                      latest={dayOf(new Date())}
                    />
                    <Button look="primary" icon="search" wide onPress={() => void find(null, null)}>
                      {text.trace.find}
                    </Button>
                  </>
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
                {!work.isWorking && result !== null && (
                  <>
                    {result.verdict !== "not-this-picture" && (
                      <SaveReport key={text.locale} leak={leaked.bytes} result={result} firstSeen={firstSeen} />
                    )}
                    {result.verdict !== "attributed" && (
                      <Button icon="search" wide onPress={byHand}>
                        {placed === null ? text.corners.offer : text.corners.offerAgain}
                      </Button>
                    )}
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
          </>
        )}
      </div>
    </Frame>
  );
}

/** "2026-11-03" of a time, where this person is. */
function dayOf(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A day as this person lives it, from its first moment to its last; null when none was chosen. */
function wholeDay(day: string): { readonly fromMs: number; readonly untilMs: number } | null {
  const [year, month, date] = day.split("-").map(Number);
  if (year === undefined || month === undefined || date === undefined) return null;
  const fromMs = new Date(year, month - 1, date).getTime();
  return { fromMs, untilMs: new Date(year, month - 1, date + 1).getTime() - 1 };
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
