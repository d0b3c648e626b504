import { Form } from "react-aria-components";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { IconButton, LinkButton } from "../design/button.tsx";
import { EmptyState } from "../design/empty-state.tsx";
import { Field } from "../design/field.tsx";
import { ErrorNotice, Notice } from "../design/notice.tsx";
import { Person } from "../design/person.tsx";
import { useTell } from "../design/toast.tsx";
import { useDroppedPictures } from "../design/use-pictures.ts";
import type { ConversationView, PersonView, Recipients } from "../engine/app-engine.ts";
import { useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { pathOf } from "../routing/route.ts";
import { useGo } from "../routing/use-route.ts";
import { useText } from "../text/use-text.ts";
import { Frame } from "./frame.tsx";
import { Said } from "./said.tsx";
import { titleOf } from "./threads.ts";
import { useHanded } from "./use-handed.tsx";

/** The middle column: what was said and sent, and what to say next. */
export function Conversation(props: {
  readonly conversation: ConversationView | null;
  /** The other, when there is only one. */
  readonly person: PersonView | null;
  readonly chosen: string | null;
}): ReactNode {
  const text = useText();
  const { conversation, person, chosen } = props;
  const title = person?.name ?? (conversation === null ? "" : titleOf(conversation));
  const to = person === null ? (conversation?.members ?? []) : [person.name];
  // Who is in a conversation of two needs no saying.
  const messages = (conversation?.messages ?? []).filter(
    ({ content }) => person === null || content.kind !== "members",
  );
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "end" });
  }, [messages.length, conversation?.id]);
  const isOver = useDropToSend(to);
  const about = person === null ? null : pathOf({ at: "safety", name: person.name });
  return (
    <Frame
      title={title}
      back="/"
      heading={<Person name={title} practice={person?.practice === true} size="small" />}
      tools={
        about !== null && (
          <LinkButton look="quiet" icon="shield" href={about} label={text.conversation.person(title)}>
            {null}
          </LinkButton>
        )
      }
      foot={<Write conversation={conversation} person={person} to={to} />}
    >
      {isOver && createPortal(<div className="drop-hint">{text.composer.dropNow}</div>, document.body)}
      <div className="thread" role="log" aria-label={text.conversation.log}>
        {messages.length === 0 && (
          <EmptyState title={text.conversation.empty(title)} words={text.conversation.emptyWords} />
        )}
        {messages.map((message) => (
          <Said
            key={message.id}
            message={message}
            conversation={conversation?.id ?? ""}
            isChosen={message.id === chosen}
            showName={to.length > 1}
          />
        ))}
        {person?.keysChanged === true && (
          <Notice tone="amber" icon="shield">
            <p>{text.conversation.keysChanged(person.name)}</p>
          </Notice>
        )}
        <div ref={end} />
      </div>
    </Frame>
  );
}

/** A picture dropped or pasted here goes to the composer, for the people here. */
function useDropToSend(to: readonly string[]): boolean {
  const text = useText();
  const go = useGo();
  const tell = useTell();
  const { hand } = useHanded();
  return useDroppedPictures((given) => {
    if (given.kind === "not-a-picture") return tell(text.composer.notPicture);
    if (given.others > 0) tell(text.composer.onlyOne);
    hand({ picture: given.picture });
    go({ at: "send", to });
  });
}

function Write(props: {
  readonly conversation: ConversationView | null;
  readonly person: PersonView | null;
  readonly to: readonly string[];
}): ReactNode {
  const text = useText();
  const engine = useEngine();
  const [words, setWords] = useState("");
  const work = useWork();
  const { conversation, person, to } = props;
  if (conversation?.left === true) {
    return (
      <Notice icon="info">
        <p>{text.conversation.left}</p>
      </Notice>
    );
  }
  const send = () => {
    const said = words.trim();
    if (said === "" || work.isWorking) return;
    const recipients: Recipients =
      person === null && conversation !== null ? { conversation: conversation.id } : { to };
    setWords("");
    const limits = { opens: null, expiresAtMs: null };
    void work.run(() => engine.sendText({ ...recipients, text: said, limits }));
  };
  return (
    <div className="stack stack-small">
      <ErrorNotice code={work.failure} />
      <Form
        className="write"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <LinkButton look="quiet" icon="picture" href={pathOf({ at: "send", to })} label={text.conversation.picture}>
          {null}
        </LinkButton>
        <Field
          label={text.conversation.write}
          placeholder={text.conversation.write}
          hideLabel
          value={words}
          onChange={setWords}
          isLong
          maxLength={60_000}
          onSubmit={send}
        />
        <IconButton look="primary" icon="send" label={text.conversation.send} type="submit" />
      </Form>
    </div>
  );
}
