import { type ReactNode, useCallback, useEffect, useState } from "react";
import { Button } from "../design/button.tsx";
import { ErrorNotice, Notice } from "../design/notice.tsx";
import { Person } from "../design/person.tsx";
import { PolicySummary } from "../design/policy-summary.tsx";
import { Progress } from "../design/progress.tsx";
import { Stage } from "../design/stage.tsx";
import type { SentCopyView, SentView } from "../engine/app-engine.ts";
import { useAppState, useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { useGo } from "../routing/use-route.ts";
import { useFormat } from "../text/use-format.ts";
import { useText } from "../text/use-text.ts";
import { Frame } from "./frame.tsx";
import { TakeBackSheet } from "./take-back-sheet.tsx";
import { useHanded } from "./use-handed.tsx";

/** Something sent: who has it, who opened it, taking it back, and tracing it. */
export function SentItem({ message, back }: { readonly message: string; readonly back: string }): ReactNode {
  const text = useText();
  const engine = useEngine();
  const state = useAppState();
  const [sent, setSent] = useState<SentView | null>(null);
  const [asked, setAsked] = useState<readonly string[] | null>(null);
  const loading = useWork();
  const { run } = loading;
  const load = useCallback(async () => {
    const found = await run((options) => engine.sentItem({ id: message }, options));
    if (found !== undefined) setSent(found.value);
  }, [engine, run, message]);
  useEffect(() => {
    // Again whenever something came in: it may be word of an open.
    void load();
  }, [load, state.conversations]);
  const first = sent?.copies[0];
  const takeable = sent?.copies.filter(({ stage }) => stage !== "taken-back").map(({ to }) => to) ?? [];
  return (
    <Frame title={text.sent.title} back={back}>
      <div className="stack stack-large">
        <ErrorNotice code={loading.failure} onRetry={() => void load()} />
        {sent === null && loading.isWorking && (
          <p className="soft" role="status">
            {text.sent.loading}
          </p>
        )}
        {sent !== null && first !== undefined && (
          <>
            <div className="stack stack-small">
              {sent.caption !== null && (
                <p className="welcome-lead" dir="auto">
                  {sent.caption}
                </p>
              )}
              <PolicySummary people={sent.copies.length} {...first.policy} />
            </div>
            <section className="card" aria-label={text.sent.who}>
              <h2>{text.sent.who}</h2>
              <ul className="holders">
                {sent.copies.map((copy) => (
                  <Holder
                    key={copy.to}
                    copy={copy}
                    onTakeBack={() => {
                      setAsked([copy.to]);
                    }}
                  />
                ))}
              </ul>
              {takeable.length > 1 && (
                <Button
                  icon="undo"
                  onPress={() => {
                    setAsked(takeable);
                  }}
                >
                  {text.sent.takeBackAll}
                </Button>
              )}
            </section>
            {sent.media === "picture" && <Leaking sent={sent} message={message} />}
            <TakeBackSheet
              sent={sent}
              from={asked}
              onClose={() => {
                setAsked(null);
              }}
              onDone={() => void load()}
            />
          </>
        )}
      </div>
    </Frame>
  );
}

function Holder({ copy, onTakeBack }: { readonly copy: SentCopyView; readonly onTakeBack: () => void }): ReactNode {
  const text = useText();
  const format = useFormat();
  const engine = useEngine();
  const go = useGo();
  const { accounts } = useAppState();
  const { to, stage, opens, unproven, practice, policy } = copy;
  const friend = practice ? accounts.find(({ kind, handle }) => kind === "practice" && handle === to) : undefined;
  return (
    <li className="holder">
      <div className="holder-head">
        <Person name={to} practice={practice} size="small" />
        <Stage stage={stage} />
      </div>
      {opens.length === 0 ? (
        <p className="soft small">{text.sent.noOpens}</p>
      ) : (
        <ol className="soft small">
          {opens.map(({ n, atMs }) => {
            const when = policy.reported === "exact" ? format.full : format.day;
            return <li key={n}>{atMs === null ? text.sent.openedOnly(n) : text.sent.openedAt(n, when(atMs))}</li>;
          })}
        </ol>
      )}
      {unproven > 0 && (
        <Notice tone="amber" icon="warning">
          <p className="small">{text.sent.unproven}</p>
        </Notice>
      )}
      {stage !== "taken-back" && (
        <div className="row">
          {friend !== undefined && (stage === "sent" || stage === "opened") && (
            <Button
              look="quiet"
              icon="eye"
              onPress={() => {
                go({ at: "home" });
                void engine.switchAccount({ id: friend.id });
              }}
            >
              {text.sent.lookAs(to)}
            </Button>
          )}
          <Button look="quiet" icon="undo" onPress={onTakeBack}>
            {text.sent.takeBackFrom(to)}
          </Button>
        </div>
      )}
    </li>
  );
}

function Leaking({ sent, message }: { readonly sent: SentView; readonly message: string }): ReactNode {
  const text = useText();
  const engine = useEngine();
  const go = useGo();
  const { hand } = useHanded();
  const work = useWork<number>();
  const canLeak = sent.copies.some(({ practice, stage }) => practice && (stage === "sent" || stage === "opened"));
  const leak = async () => {
    const leaked = await work.run((options) => engine.leakForMe({ id: message }, options));
    if (leaked === undefined) return;
    hand({ leak: { leak: leaked.value, sent: message } });
    go({ at: "trace" });
  };
  return (
    <section className="card" aria-label={text.nav.trace}>
      <h2>{text.trace.title}</h2>
      <ErrorNotice code={work.failure} />
      {work.isWorking ? (
        <Progress label={text.trace.leaking} done={work.progress} onCancel={work.cancel} />
      ) : (
        <>
          {canLeak && (
            <>
              <p className="soft">{text.sent.leakWords}</p>
              <Button look="primary" icon="leak" onPress={() => void leak()}>
                {text.sent.leak}
              </Button>
            </>
          )}
          <Button
            icon="search"
            onPress={() => {
              hand({ leak: null });
              go({ at: "trace" });
            }}
          >
            {text.sent.trace}
          </Button>
        </>
      )}
    </section>
  );
}
