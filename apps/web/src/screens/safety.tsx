import { type ReactNode, useEffect, useState } from "react";
import { Button } from "../design/button.tsx";
import { ErrorNotice, Notice } from "../design/notice.tsx";
import { Person } from "../design/person.tsx";
import type { PersonView } from "../engine/app-engine.ts";
import { useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { useText } from "../text/use-text.ts";
import { Frame } from "./frame.tsx";

/** The digits that two people compare. */
export function Safety({ person, back }: { readonly person: PersonView; readonly back: string }): ReactNode {
  const text = useText();
  const engine = useEngine();
  const { name } = person;
  const [digits, setDigits] = useState<string | null>(null);
  const { run, failure } = useWork();
  useEffect(() => {
    setDigits(null);
    void run(() => engine.safetyNumber({ name })).then((found) => {
      if (found !== undefined) setDigits(found.value);
      return undefined;
    });
  }, [engine, run, name]);
  return (
    <Frame
      title={text.safety.title(name)}
      heading={<Person name={name} practice={person.practice} size="small" />}
      back={back}
    >
      <div className="stack stack-large">
        <h2>{text.safety.title(name)}</h2>
        <p className="soft">{person.invited ? text.safety.fromInvite(name) : text.safety.fromServer(name)}</p>
        <p>{text.safety.words(name)}</p>
        <ErrorNotice code={failure} />
        {digits !== null && (
          <div className="digits" role="group" aria-label={text.safety.label}>
            {digits.split(/\s+/).map((group, place) => (
              // oxlint-disable-next-line react/no-array-index-key -- groups may repeat; their place is their name
              <span key={place}>{group}</span>
            ))}
          </div>
        )}
        {person.keysChanged && (
          <Notice tone="amber" icon="shield">
            <p>{text.conversation.keysChanged(name)}</p>
          </Notice>
        )}
        {person.verified && !person.keysChanged ? (
          <Notice tone="moss" icon="check">
            <p>{text.safety.verified(name)}</p>
          </Notice>
        ) : (
          <Button
            look="primary"
            icon="check"
            wide
            isDisabled={digits === null}
            onPress={() => {
              void run(() => engine.markVerified({ name }));
            }}
          >
            {text.safety.same}
          </Button>
        )}
      </div>
    </Frame>
  );
}
