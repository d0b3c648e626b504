import { type ReactNode, useEffect, useState } from "react";
import { Button } from "../design/button.tsx";
import { EmptyState } from "../design/empty-state.tsx";
import { ErrorNotice, Notice } from "../design/notice.tsx";
import { useTell } from "../design/toast.tsx";
import { useAppState, useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { useGo } from "../routing/use-route.ts";
import { useText } from "../text/use-text.ts";
import { Frame } from "./frame.tsx";

interface Inviter {
  readonly handle: string;
  readonly host: string;
}

/** Who an invite is from; null until it is read, and when it can't be. */
export function useInviter(invite: string | null): Inviter | null {
  const engine = useEngine();
  const [inviter, setInviter] = useState<Inviter | null>(null);
  useEffect(() => {
    setInviter(null);
    if (invite === null) return;
    let isOver = false;
    engine.readInvite({ text: invite }).then(
      (found) => {
        if (!isOver) setInviter(found);
      },
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [engine, invite]);
  return inviter;
}

/** The landing of an invite link, for somebody who has an account. */
export function Invited(props: { readonly invite: string | null; readonly onDone: () => void }): ReactNode {
  const text = useText();
  const engine = useEngine();
  const tell = useTell();
  const go = useGo();
  const { accounts, current } = useAppState();
  const inviter = useInviter(props.invite);
  const work = useWork();
  const { invite } = props;
  const isPractice = accounts.find(({ id }) => id === current)?.kind === "practice";
  if (invite === null || inviter === null) {
    return (
      <Frame title={text.invited.damaged} back="/">
        <EmptyState title={text.invited.damaged} words={text.errors["invite-damaged"]} />
      </Frame>
    );
  }
  const accept = async () => {
    const added = await work.run((options) => engine.addContact({ invite }, options));
    if (added === undefined) return;
    props.onDone();
    tell(text.add.added(added.value.name));
    go({ at: "person", name: added.value.name }, { replace: true });
  };
  return (
    <Frame title={text.invited.title(inviter.handle)} back="/">
      <EmptyState title={text.invited.title(inviter.handle)} words={text.invited.words(new URL(inviter.host).host)}>
        <ErrorNotice code={work.failure} />
        {isPractice ? (
          <Notice tone="plum">
            <p>{text.invited.asPractice}</p>
          </Notice>
        ) : (
          <Button look="primary" icon="add" isDisabled={work.isWorking} onPress={() => void accept()}>
            {text.invited.accept(inviter.handle)}
          </Button>
        )}
      </EmptyState>
    </Frame>
  );
}
