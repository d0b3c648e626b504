import type { ReactNode } from "react";
import { Notice } from "../design/notice.tsx";
import { Mark } from "../design/person.tsx";
import type { TraceResult } from "../engine/app-engine.ts";
import { useFormat } from "../text/use-format.ts";
import { useText } from "../text/use-text.ts";

/** The answer in words: whose copy, with which bound, and what it does not say. */
export function TraceAnswer({ result }: { readonly result: TraceResult }): ReactNode {
  const text = useText();
  const format = useFormat();
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
      <section className="card" role="status">
        <h2 className="verdict">{text.trace.notAttributed}</h2>
        <p>{text.trace.notAttributedWords(text.number.percent(result.map.matchedFraction))}</p>
      </section>
    );
  }
  const names = result.names.map(({ name }) => name);
  const [only] = names;
  return (
    <section className="card" role="status">
      <div className="verdict-head">
        {names.map((name) => (
          <Mark key={name} name={name} size="large" />
        ))}
        <h2 className="verdict">
          {names.length === 1 && only !== undefined ? text.trace.copyOf(only) : text.trace.copiesOf(names)}
        </h2>
      </div>
      {result.names.map(({ name, log10Bound, people, searches, opened }) => (
        <div key={name} className="stack stack-small">
          <p>{text.trace.bound(name, text.number.power(Math.floor(-log10Bound)), people, searches)}</p>
          {opened === "never" && (
            <Notice tone="amber" icon="warning">
              <p>{text.trace.neverOpened(name)}</p>
            </Notice>
          )}
          {opened !== null && opened !== "never" && opened.atMs !== null && (
            <p className="soft">{text.trace.openedOn(name, format.day(opened.atMs))}</p>
          )}
        </div>
      ))}
      <Notice icon="info">
        <p>
          <strong>{text.trace.whose}</strong>
        </p>
        <p>{text.trace.others(text.list(names))}</p>
      </Notice>
    </section>
  );
}
