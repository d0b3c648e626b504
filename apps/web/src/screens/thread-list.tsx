import type { ReactNode } from "react";
import { Link } from "react-aria-components";
import { LinkButton } from "../design/button.tsx";
import { EmptyState } from "../design/empty-state.tsx";
import { Icon, type IconName } from "../design/icon.tsx";
import { Mark } from "../design/person.tsx";
import type { MessageView } from "../engine/app-engine.ts";
import { useAppState } from "../engine/use-engine.ts";
import { columnOf, type Route } from "../routing/route.ts";
import { useFormat } from "../text/use-format.ts";
import { useText } from "../text/use-text.ts";
import { AccountMenu } from "./account-menu.tsx";
import { PracticeOffer } from "./practice-offer.tsx";
import { type Thread, threadsOf } from "./threads.ts";

/** The first column: everybody, and the ways to everything else. */
export function ThreadList({ route }: { readonly route: Route }): ReactNode {
  const text = useText();
  const state = useAppState();
  const threads = threadsOf(state);
  // Where a phone shows this column alone, its name is the page's title.
  const Brand = columnOf(route) === "list" ? "h1" : "span";
  return (
    <nav className="column column-list" aria-label={text.nav.list}>
      <div className="list-head">
        <Brand className="brand">
          <img src="/icon.svg" alt="" width="28" height="28" />
          {text.app.name}
        </Brand>
        <AccountMenu />
      </div>
      {threads.length > 0 && (
        <div className="list-action">
          <LinkButton look="primary" icon="picture" href="/send" wide>
            {text.nav.send}
          </LinkButton>
        </div>
      )}
      <div className="list-body">
        {threads.length === 0 ? (
          <EmptyState title={text.home.empty} words={text.home.emptyWords}>
            <PracticeOffer />
            <LinkButton icon="add" href="/add">
              {text.add.title}
            </LinkButton>
          </EmptyState>
        ) : (
          <ul>
            {threads.map((thread) => (
              <li key={thread.key}>
                <ThreadItem thread={thread} isHere={isHere(route, thread)} />
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className="list-foot">
        <Tab href="/add" icon="add" isHere={route.at === "add"}>
          {text.nav.add}
        </Tab>
        <Tab href="/trace" icon="leak" isHere={route.at === "trace"}>
          {text.nav.trace}
        </Tab>
        <Tab href="/settings" icon="settings" isHere={route.at === "settings"}>
          {text.nav.settings}
        </Tab>
      </div>
    </nav>
  );
}

function Tab(props: {
  readonly href: string;
  readonly icon: IconName;
  readonly isHere: boolean;
  readonly children: string;
}): ReactNode {
  return (
    <Link className="tab" href={props.href} {...(props.isHere ? { "aria-current": "page" as const } : {})}>
      <Icon name={props.icon} />
      {props.children}
    </Link>
  );
}

function ThreadItem({ thread, isHere }: { readonly thread: Thread; readonly isHere: boolean }): ReactNode {
  const text = useText();
  const format = useFormat();
  const { title, href, person, last, waiting } = thread;
  return (
    <Link className="list-item" href={href} {...(isHere ? { "aria-current": "page" as const } : {})}>
      <Mark name={title} />
      <span className="list-text">
        <span className="list-name">
          <span>{title}</span>
          {person?.practice === true && <span className="badge">{text.practice.badge}</span>}
        </span>
        <LastWords last={last} />
      </span>
      <span className="list-side">
        {last !== null && <span>{format.short(last.atMs)}</span>}
        {waiting > 0 && (
          <span className="dot" role="img" aria-label={text.stage.new}>
            {null}
          </span>
        )}
      </span>
    </Link>
  );
}

function LastWords({ last }: { readonly last: MessageView | null }): ReactNode {
  const text = useText();
  return <span className="list-last">{wordsOf(last, text)}</span>;
}

function wordsOf(last: MessageView | null, text: ReturnType<typeof useText>): string {
  if (last === null) return text.home.noMessages;
  const { content, outgoing } = last;
  const who = outgoing ? `${text.home.you}: ` : "";
  if (content.kind === "text") return who + content.text;
  if (content.kind === "copy") {
    return who + (content.caption ?? (content.media === "picture" ? text.last.picture : text.last.limited));
  }
  return text.last[content.kind];
}

function isHere(route: Route, { conversation, person }: Thread): boolean {
  if (route.at === "conversation") return route.id === conversation?.id;
  if (route.at === "message") return route.conversation === conversation?.id;
  return (route.at === "person" || route.at === "safety") && route.name === person?.name;
}
