import { type ReactNode, useEffect } from "react";
import { Button } from "../design/button.tsx";
import { EmptyState } from "../design/empty-state.tsx";
import { useAppState, useEngine } from "../engine/use-engine.ts";
import { useText } from "../text/use-text.ts";

/** Before the app can begin, and when it can't. */
export function Waiting(): ReactNode {
  const text = useText();
  const engine = useEngine();
  const { stage, error } = useAppState();
  useEffect(() => {
    if (stage !== "elsewhere") return;
    // When the other tab has gone, this one goes on by itself.
    const timer = setInterval(() => void engine.start({}), 2_000);
    return () => {
      clearInterval(timer);
    };
  }, [engine, stage]);
  if (stage === "elsewhere") {
    return (
      <main className="center" id="main">
        <EmptyState level={1} title={text.elsewhere.title} words={text.elsewhere.words}>
          <Button look="primary" onPress={() => void engine.start({})}>
            {text.elsewhere.here}
          </Button>
        </EmptyState>
      </main>
    );
  }
  if (stage === "broken") {
    const words = window.isSecureContext ? text.errors[error ?? "internal"] : text.broken.secure;
    return (
      <main className="center" id="main">
        <EmptyState level={1} title={text.broken.title} words={words}>
          <Button
            look="primary"
            onPress={() => {
              window.location.reload();
            }}
          >
            {text.app.reload}
          </Button>
        </EmptyState>
      </main>
    );
  }
  return (
    <main className="center" id="main" aria-busy="true">
      <h1 className="only-heard">{text.app.name}</h1>
      <p className="soft" role="status">
        {text.app.starting}
      </p>
    </main>
  );
}
