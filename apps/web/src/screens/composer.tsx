import { type ReactNode, useEffect, useState } from "react";
import { Button } from "../design/button.tsx";
import { OneOf, PeopleChoice } from "../design/choices.tsx";
import { DropZone } from "../design/drop-zone.tsx";
import { Field } from "../design/field.tsx";
import { ErrorNotice, Notice } from "../design/notice.tsx";
import { PolicySummary } from "../design/policy-summary.tsx";
import { Progress } from "../design/progress.tsx";
import { useTell } from "../design/toast.tsx";
import { useObjectUrl } from "../design/use-object-url.ts";
import type { Given, GivenPicture } from "../design/use-pictures.ts";
import type { SendProgress } from "../engine/app-engine.ts";
import { useAppState, useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { useGo } from "../routing/use-route.ts";
import { useText } from "../text/use-text.ts";
import { Frame } from "./frame.tsx";
import { type Duration, limitsOf, type OpenCount } from "./limits.ts";
import { directWith } from "./threads.ts";
import { useHanded } from "./use-handed.tsx";
import { WhatItProves } from "./what-it-proves.tsx";

/** A picture, for whom, until when, how often. */
export function Composer({ to }: { readonly to: readonly string[] }): ReactNode {
  const text = useText();
  const tell = useTell();
  const state = useAppState();
  const handed = useHanded();
  const [picture, setPicture] = useState<GivenPicture | null>(handed.picture);
  const [chosen, setChosen] = useState<readonly string[]>(() => firstChoice(to, state.people));
  const [caption, setCaption] = useState("");
  const [duration, setDuration] = useState<Duration>("week");
  const [opens, setOpens] = useState<OpenCount>("3");
  const sending = useSending();
  const url = useObjectUrl(picture?.bytes ?? null, "image/*");
  const { hand } = handed;
  useEffect(() => {
    hand({ picture: null });
    // Taken over once, at the beginning.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
  const give = (given: Given) => {
    if (given.kind === "not-a-picture") return tell(text.composer.notPicture);
    if (given.others > 0) tell(text.composer.onlyOne);
    setPicture(given.picture);
  };
  const limits = limitsOf({ duration, opens }, Date.now());
  const mayBeSaved = limits.opens === null && limits.expiresAtMs === null;
  return (
    <Frame
      title={text.composer.title}
      back="/"
      foot={
        sending.work.isWorking ? (
          <Progress
            label={text.composer.steps[sending.work.progress?.step ?? "encoding"]}
            done={sending.work.progress === null ? null : overall(sending.work.progress)}
            onCancel={sending.work.cancel}
          />
        ) : (
          <div className="stack stack-small">
            <PolicySummary people={chosen.length} {...limits} mayBeSaved={mayBeSaved} />
            <Button
              look="primary"
              icon="send"
              wide
              isDisabled={picture === null || chosen.length === 0}
              onPress={() => {
                if (picture === null) return;
                void sending.send({ picture, to: chosen, caption, limits: limitsOf({ duration, opens }, Date.now()) });
              }}
            >
              {chosen.length === 0 ? text.composer.send : text.composer.sendTo(chosen.length)}
            </Button>
          </div>
        )
      }
    >
      <div className="stack stack-large">
        {url === null ? (
          <DropZone label={text.composer.choose} onGiven={give} />
        ) : (
          <div className="stack stack-small">
            <div className="picture-frame">
              <img src={url} alt={text.composer.alt} />
            </div>
            <div className="row">
              <DropZone label={text.composer.another} onGiven={give} small />
            </div>
          </div>
        )}
        {picture !== null && <WhatItProves bytes={picture.bytes} people={Math.max(1, chosen.length)} />}
        <ErrorNotice code={sending.work.failure} />
        <PeopleChoice label={text.composer.to} people={state.people} chosen={chosen} onChange={setChosen} />
        <Field label={text.composer.caption} value={caption} onChange={setCaption} maxLength={2000} isLong />
        <OneOf
          label={text.composer.until}
          value={duration}
          onChange={setDuration}
          choices={choicesOf(text.composer.untilChoices)}
        />
        <OneOf
          label={text.composer.opens}
          value={opens}
          onChange={setOpens}
          choices={choicesOf(text.composer.opensChoices)}
        />
        <Notice icon="shield">
          <p>{text.composer.removed}</p>
          <p>{text.composer.honest}</p>
        </Notice>
      </div>
    </Frame>
  );
}

function useSending() {
  const text = useText();
  const engine = useEngine();
  const tell = useTell();
  const go = useGo();
  const state = useAppState();
  const work = useWork<SendProgress>();
  const send = async (params: {
    readonly picture: GivenPicture;
    readonly to: readonly string[];
    readonly caption: string;
    readonly limits: ReturnType<typeof limitsOf>;
  }) => {
    const { picture, to, limits } = params;
    const caption = params.caption.trim() === "" ? null : params.caption.trim();
    const sent = await work.run((options) =>
      engine.sendPicture({ to, bytes: picture.bytes, name: picture.name, caption, limits }, options),
    );
    if (sent === undefined) return;
    tell(text.composer.done);
    const { message, conversation } = sent.value;
    const [first] = to;
    if (message !== null && conversation !== null) return go({ at: "message", conversation, message });
    const direct = first === undefined ? null : directWith(state, first);
    go(direct === null ? { at: "home" } : { at: "conversation", id: direct.id });
  };
  return { work, send };
}

/** Those who were named; otherwise the only person, or all practice friends when there is nobody else. */
function firstChoice(
  to: readonly string[],
  people: readonly { readonly name: string; readonly practice: boolean }[],
): readonly string[] {
  if (to.length > 0) return to.filter((name) => people.some((person) => person.name === name));
  return people.length === 1 || people.every(({ practice }) => practice) ? people.map(({ name }) => name) : [];
}

const choicesOf = <Value extends string>(words: Readonly<Record<Value, string>>) =>
  Object.entries<string>(words).map(([value, words]) => ({ value: value as Value, words }));

/** Steps as parts of the whole, by the time they take. */
function overall({ step, done }: SendProgress): number {
  const begins = { encoding: 0, uploading: 0.5, copies: 0.85, messages: 0.95 };
  const lasts = { encoding: 0.5, uploading: 0.35, copies: 0.1, messages: 0.05 };
  return begins[step] + lasts[step] * done;
}
