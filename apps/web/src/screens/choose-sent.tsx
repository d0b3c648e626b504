import { type ReactNode, useEffect, useState } from "react";
import { Button } from "../design/button.tsx";
import { ErrorNotice } from "../design/notice.tsx";
import { useObjectUrl } from "../design/use-object-url.ts";
import type { SentSummary } from "../engine/app-engine.ts";
import { useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { useFormat } from "../text/use-format.ts";
import { useText } from "../text/use-text.ts";

/** One of the pictures that were sent, chosen by its looks. */
export function ChooseSent(props: {
  readonly onChosen: (sent: SentSummary, picture: Uint8Array) => void;
  readonly onCancel: () => void;
}): ReactNode {
  const text = useText();
  const engine = useEngine();
  const { run, failure } = useWork();
  const [all, setAll] = useState<readonly SentSummary[] | null>(null);
  useEffect(() => {
    void run(() => engine.sentPictures({})).then((found) => {
      if (found !== undefined) setAll(found.value);
      return undefined;
    });
  }, [engine, run]);
  return (
    <section className="card stack" aria-label={text.corners.which}>
      <h2>{text.corners.which}</h2>
      <ErrorNotice code={failure} />
      {all?.length === 0 && <p className="soft">{text.corners.none}</p>}
      <ul className="sent-choices">
        {all?.map((sent) => (
          <li key={sent.id}>
            <SentChoice
              sent={sent}
              onChosen={(picture) => {
                props.onChosen(sent, picture);
              }}
            />
          </li>
        ))}
      </ul>
      <Button look="quiet" onPress={props.onCancel}>
        {text.app.cancel}
      </Button>
    </section>
  );
}

function SentChoice(props: {
  readonly sent: SentSummary;
  readonly onChosen: (picture: Uint8Array) => void;
}): ReactNode {
  const text = useText();
  const format = useFormat();
  const engine = useEngine();
  const { sent, onChosen } = props;
  const { run, failure } = useWork();
  const [picture, setPicture] = useState<Uint8Array | null>(null);
  const url = useObjectUrl(picture, "image/jpeg");
  const { id } = sent;
  useEffect(() => {
    void run(() => engine.sentPreview({ id })).then((found) => {
      if (found !== undefined) setPicture(found.value);
      return undefined;
    });
  }, [engine, run, id]);
  const name = text.corners.picture(sent.caption ?? sent.name ?? text.corners.unnamed, format.day(sent.atMs));
  if (failure !== null) return <ErrorNotice code={failure} />;
  return (
    <button
      type="button"
      className="sent-choice"
      disabled={picture === null}
      onClick={() => {
        if (picture !== null) onChosen(picture);
      }}
    >
      {url !== null && <img src={url} alt="" />}
      <span dir="auto">{name}</span>
    </button>
  );
}
