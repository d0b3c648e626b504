import type { ReactNode } from "react";
import { Notice } from "../design/notice.tsx";
import { Mark } from "../design/person.tsx";
import type { TraceResult } from "../engine/app-engine.ts";
import { useFormat } from "../text/use-format.ts";
import { useText } from "../text/use-text.ts";
import { openedSentences } from "./opened-sentences.ts";
import { verdictOf } from "./report-words.ts";

/** The answer in words: whose copy, with which bound, and what it does not say. */
export function TraceAnswer(props: {
  readonly result: TraceResult;
  /** A person said where the picture lies: that it is theirs was not found out. */
  readonly isByHand: boolean;
}): ReactNode {
  const text = useText();
  const format = useFormat();
  const { result, isByHand } = props;
  if (result.verdict === "not-this-picture") {
    return (
      <section className="card" role="status">
        <h2 className="verdict">{text.trace.notThis}</h2>
        <p>{text.trace.notThisWords}</p>
      </section>
    );
  }
  if (result.verdict === "not-attributed") {
    return (
      <section className="card stack stack-small" role="status">
        <h2 className="verdict">{isByHand ? text.trace.notAttributedByHand : text.trace.notAttributed}</h2>
        <p>{text.trace.notAttributedWords(text.number.percent(result.map.matchedFraction))}</p>
        {result.hints.length > 0 && (
          <>
            <h3>{text.trace.helps}</h3>
            <ul className="soft">
              {result.hints.map((hint) => (
                <li key={hint}>{text.trace.hints[hint]}</li>
              ))}
            </ul>
          </>
        )}
      </section>
    );
  }
  const names = result.names.map(({ name }) => name);
  return (
    <section className="card" role="status">
      <div className="verdict-head">
        {names.map((name) => (
          <Mark key={name} name={name} size="large" />
        ))}
        <h2 className="verdict">{verdictOf(result, text)}</h2>
      </div>
      {names.length > 1 && <p>{text.trace.several}</p>}
      {result.names.map((named) => {
        const { name, log10Bound, people, searches } = named;
        const { warns, sentences } = openedSentences(named, { text, format });
        const opened = sentences.map((sentence) => <p key={sentence}>{sentence}</p>);
        return (
          <div key={name} className="stack stack-small">
            <p>{text.trace.bound(name, text.number.power(Math.floor(-log10Bound)), people, searches)}</p>
            {warns ? (
              <Notice tone="amber" icon="warning">
                {opened}
              </Notice>
            ) : (
              <div className="soft">{opened}</div>
            )}
          </div>
        );
      })}
      <Notice icon="info">
        <p>
          <strong>{text.trace.whose}</strong>
        </p>
        <p>{text.trace.others(text.list(names))}</p>
      </Notice>
    </section>
  );
}
