import { type ReactNode, useEffect, useState } from "react";
import { Button } from "../design/button.tsx";
import { OneOf } from "../design/choices.tsx";
import { ErrorNotice } from "../design/notice.tsx";
import { Person } from "../design/person.tsx";
import { Sheet } from "../design/sheet.tsx";
import { useTell } from "../design/toast.tsx";
import { useAppState, useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { useText } from "../text/use-text.ts";
import { Frame } from "./frame.tsx";
import { applyLook, type Look, readLook } from "./look.ts";

/** The account, this device, its storage, the look, and the practice friends. */
export function Settings(): ReactNode {
  const text = useText();
  const { accounts, current } = useAppState();
  const self = accounts.find(({ id }) => id === current);
  const [look, setLook] = useState<Look>(readLook);
  return (
    <Frame title={text.settings.title} back="/">
      <div className="stack stack-large">
        <section className="card" aria-label={text.settings.account}>
          <h2>{text.settings.account}</h2>
          {self !== undefined && <Person name={self.handle} practice={self.kind === "practice"} />}
          <p className="soft">{text.welcome.notDeniable}</p>
        </section>
        <OneOf
          label={text.settings.look}
          value={look}
          onChange={(chosen) => {
            applyLook(chosen);
            setLook(chosen);
          }}
          choices={[
            { value: "system", words: text.settings.lookChoices.system },
            { value: "light", words: text.settings.lookChoices.light },
            { value: "dark", words: text.settings.lookChoices.dark },
          ]}
        />
        <PracticeFriends />
        <section className="card" aria-label={text.settings.device}>
          <h2>{text.settings.device}</h2>
          <p>{text.settings.deviceWords}</p>
          <StorageState />
          <p className="soft">{text.settings.trust}</p>
        </section>
        <p className="soft small">{text.settings.version(__APP_VERSION__)}</p>
      </div>
    </Frame>
  );
}

function PracticeFriends(): ReactNode {
  const text = useText();
  const engine = useEngine();
  const tell = useTell();
  const { accounts } = useAppState();
  const work = useWork();
  const [isAsked, setAsked] = useState(false);
  const friends = accounts.filter(({ kind }) => kind === "practice");
  if (friends.length === 0) return null;
  const remove = async () => {
    const removed = await work.run(() => engine.removePracticeFriends({}));
    if (removed !== undefined) tell(text.practice.removed);
  };
  const close = () => {
    setAsked(false);
  };
  return (
    <section className="card" aria-label={text.settings.practice}>
      <h2>{text.settings.practice}</h2>
      {friends.map(({ id, handle }) => (
        <Person key={id} name={handle} practice />
      ))}
      <p className="soft">{text.practice.about}</p>
      <div>
        <Button
          onPress={() => {
            setAsked(true);
          }}
        >
          {text.practice.remove}
        </Button>
      </div>
      <Sheet
        title={text.practice.askRemove(friends.map(({ handle }) => handle))}
        isOpen={isAsked}
        onClose={close}
        actions={
          <>
            <Button onPress={close}>{text.practice.keep}</Button>
            <Button look="primary" isDisabled={work.isWorking} onPress={() => void remove()}>
              {text.practice.removeThem}
            </Button>
          </>
        }
      >
        <p>{text.practice.removeWords}</p>
        <p className="soft">{text.practice.removeStays}</p>
        <ErrorNotice code={work.failure} />
      </Sheet>
    </section>
  );
}

function StorageState(): ReactNode {
  const text = useText();
  const [usage, setUsage] = useState<number | null>(null);
  const [isKept, setKept] = useState<boolean | null>(null);
  useEffect(() => {
    // A browser that won't say leaves these lines out.
    navigator.storage.estimate().then(
      (estimate) => {
        setUsage(estimate.usage ?? null);
      },
      () => undefined,
    );
    navigator.storage.persisted().then(setKept, () => undefined);
  }, []);
  return (
    <div className="stack stack-small">
      {usage !== null && <p>{text.settings.stored(text.number.bytes(usage))}</p>}
      {isKept !== null && <p className="soft">{isKept ? text.settings.kept : text.settings.notKept}</p>}
      {isKept === false && (
        <div>
          <Button
            onPress={() => {
              navigator.storage.persist().then(setKept, () => undefined);
            }}
          >
            {text.settings.keep}
          </Button>
        </div>
      )}
    </div>
  );
}
