import type { ReactNode } from "react";
import { Button } from "../design/button.tsx";
import { EmptyState } from "../design/empty-state.tsx";
import { useAppState, useEngine } from "../engine/use-engine.ts";
import { columnOf, pathOf, type Route } from "../routing/route.ts";
import { useGo, useRoute } from "../routing/use-route.ts";
import { useText } from "../text/use-text.ts";
import { AddPerson } from "./add-person.tsx";
import { Composer } from "./composer.tsx";
import { Conversation } from "./conversation.tsx";
import { Frame } from "./frame.tsx";
import { Invited } from "./invited.tsx";
import { OpenCopy } from "./open-copy.tsx";
import { Safety } from "./safety.tsx";
import { SentItem } from "./sent-item.tsx";
import { Settings } from "./settings.tsx";
import { ThreadList } from "./thread-list.tsx";
import { directWith } from "./threads.ts";
import { Trace } from "./trace.tsx";

/** The app of somebody who has an account: up to three columns, and which of them a phone shows. */
export function Shell(props: { readonly invite: string | null; readonly onInviteDone: () => void }): ReactNode {
  const text = useText();
  const route = useRoute();
  const detail = useDetail(route);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {text.app.skip}
      </a>
      <header>
        <Banner />
      </header>
      <main className="columns" id="main" data-column={columnOf(route)}>
        <ThreadList route={route} />
        <div className="column column-middle">
          <Middle route={route} {...props} />
        </div>
        {detail !== null && <div className="column column-detail">{detail}</div>}
      </main>
    </div>
  );
}

function Banner(): ReactNode {
  const text = useText();
  const engine = useEngine();
  const go = useGo();
  const { accounts, current, connection } = useAppState();
  const self = accounts.find(({ id }) => id === current);
  const own = accounts.find(({ kind }) => kind === "own");
  return (
    <>
      {self?.kind === "practice" && own !== undefined && (
        <div className="shell-banner">
          <span>{text.practice.watching(self.handle)}</span>
          <Button
            onPress={() => {
              go({ at: "home" });
              void engine.switchAccount({ id: own.id });
            }}
          >
            {text.practice.backToMe(own.handle)}
          </Button>
        </div>
      )}
      {connection === "offline" && (
        <div className="shell-banner shell-banner-amber" role="status">
          {text.app.offline}
        </div>
      )}
    </>
  );
}

function Middle(props: {
  readonly route: Route;
  readonly invite: string | null;
  readonly onInviteDone: () => void;
}): ReactNode {
  const text = useText();
  const state = useAppState();
  const { route } = props;
  switch (route.at) {
    case "conversation":
    case "message": {
      const id = route.at === "message" ? route.conversation : route.id;
      const conversation = state.conversations.find((each) => each.id === id);
      if (conversation === undefined) return <Nothing />;
      const person = state.people.find(({ name }) => directWith(state, name)?.id === id) ?? null;
      const chosen = route.at === "message" ? route.message : null;
      return <Conversation key={id} conversation={conversation} person={person} chosen={chosen} />;
    }
    case "person":
    case "safety": {
      const person = state.people.find(({ name }) => name === route.name);
      if (person === undefined) return <Nothing />;
      return (
        <Conversation key={person.name} conversation={directWith(state, person.name)} person={person} chosen={null} />
      );
    }
    case "send":
      return <Composer key={`${state.current} ${route.to.join(" ")}`} to={route.to} />;
    case "add":
      return <AddPerson />;
    case "invited":
      return <Invited invite={props.invite} onDone={props.onInviteDone} />;
    case "trace":
      return <Trace key={state.current} />;
    case "settings":
      return <Settings />;
    case "home":
      return (
        <Frame title={text.home.title} back="/">
          {state.people.length > 0 ? (
            <EmptyState title={text.home.pick} words={text.home.pickWords} />
          ) : (
            <EmptyState title={text.home.how}>
              <ol className="points steps">
                {text.home.steps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            </EmptyState>
          )}
        </Frame>
      );
    case "unknown":
      return <Nothing />;
  }
}

/** The third column: what became of one message, or the safety number of one person. */
function useDetail(route: Route): ReactNode {
  const state = useAppState();
  if (route.at === "safety") {
    const person = state.people.find(({ name }) => name === route.name);
    if (person === undefined) return null;
    const direct = directWith(state, person.name);
    const back = pathOf(direct === null ? { at: "person", name: person.name } : { at: "conversation", id: direct.id });
    return <Safety key={person.name} person={person} back={back} />;
  }
  if (route.at !== "message") return null;
  const back = pathOf({ at: "conversation", id: route.conversation });
  const conversation = state.conversations.find(({ id }) => id === route.conversation);
  const message = conversation?.messages.find(({ id }) => id === route.message);
  if (message === undefined || message.content.kind !== "copy") return null;
  const key = `${state.current} ${message.id}`;
  if (message.outgoing) return <SentItem key={key} message={message.id} back={back} />;
  return <OpenCopy key={key} message={message} content={message.content} back={back} />;
}

function Nothing(): ReactNode {
  const text = useText();
  const go = useGo();
  return (
    <Frame title={text.app.notHere} back="/">
      <EmptyState title={text.app.notHere}>
        <Button
          onPress={() => {
            go({ at: "home" });
          }}
        >
          {text.app.home}
        </Button>
      </EmptyState>
    </Frame>
  );
}
