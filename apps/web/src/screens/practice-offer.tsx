import type { ReactNode } from "react";
import { Button } from "../design/button.tsx";
import { ErrorNotice } from "../design/notice.tsx";
import { Progress } from "../design/progress.tsx";
import { useAppState, useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { useText } from "../text/use-text.ts";

/** Two real accounts to try everything with, played by oneself. Offered to one's own account only, and once. */
export function PracticeOffer(): ReactNode {
  const text = useText();
  const engine = useEngine();
  const { accounts, current } = useAppState();
  const work = useWork<number>();
  const isOwn = accounts.find(({ id }) => id === current)?.kind === "own";
  if (!isOwn || accounts.some(({ kind }) => kind === "practice")) return null;
  return (
    <div className="stack">
      {work.isWorking ? (
        <Progress label={text.practice.making} done={work.progress} onCancel={work.cancel} />
      ) : (
        <Button
          look="primary"
          onPress={() => {
            void work.run((options) => engine.addPracticeFriends({}, options));
          }}
        >
          {text.practice.offer}
        </Button>
      )}
      <p className="soft small">{text.practice.offerWords}</p>
      <ErrorNotice code={work.failure} />
    </div>
  );
}
