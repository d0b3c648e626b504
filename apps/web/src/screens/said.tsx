import type { ReactNode } from "react";
import { Link } from "react-aria-components";
import { Icon } from "../design/icon.tsx";
import { Stage } from "../design/stage.tsx";
import { TilesArt } from "../design/tiles-art.tsx";
import type { ContentView, MessageView } from "../engine/app-engine.ts";
import { pathOf } from "../routing/route.ts";
import { useFormat } from "../text/use-format.ts";
import { useText } from "../text/use-text.ts";

/** One message, as it stands in its conversation. */
export function Said(props: {
  readonly message: MessageView;
  readonly conversation: string;
  readonly isChosen: boolean;
  readonly showName: boolean;
}): ReactNode {
  const { message, conversation, isChosen, showName } = props;
  const { content, outgoing } = message;
  if (content.kind !== "text" && content.kind !== "copy") return <Note content={content} />;
  return (
    <div className={outgoing ? "said said-mine" : "said"}>
      {showName && !outgoing && <span className="said-side">{message.from}</span>}
      {content.kind === "text" ? (
        <p className="bubble" dir="auto">
          {content.text}
        </p>
      ) : (
        <CopyCard
          message={message}
          content={content}
          href={pathOf({ at: "message", conversation, message: message.id })}
          isChosen={isChosen}
        />
      )}
      <Side message={message} />
    </div>
  );
}

type CopyContent = Extract<ContentView, { kind: "copy" }>;

/** A picture, or a text with limits: nothing of it is seen before it is opened. */
function CopyCard(props: {
  readonly message: MessageView;
  readonly content: CopyContent;
  readonly href: string;
  readonly isChosen: boolean;
}): ReactNode {
  const text = useText();
  const { message, content, href, isChosen } = props;
  const kind = content.media === "picture" ? text.last.picture : text.last.limited;
  return (
    <Link className="said-picture" href={href} {...(isChosen ? { "aria-current": "true" as const } : {})}>
      <span className="said-art">
        <TilesArt seed={`${message.from} ${message.id}`} />
        <span className="said-seal">
          <Icon name={sealOf(message, content)} />
        </span>
      </span>
      <span className="said-words">
        <span dir="auto">{content.caption ?? kind}</span>
        {!message.outgoing && content.stage !== null && <Stage stage={content.stage} />}
        {message.outgoing && <span className="soft small">{text.conversation.details}</span>}
        {!message.outgoing && content.stage === "new" && (
          <span className="soft small">{text.conversation.tapToSee}</span>
        )}
      </span>
    </Link>
  );
}

function sealOf(message: MessageView, content: CopyContent): "eye" | "lock" | "picture" | "undo" {
  if (message.outgoing) return "picture";
  if (content.stage === "taken-back") return "undo";
  return content.stage === "opened" ? "eye" : "lock";
}

function Side({ message }: { readonly message: MessageView }): ReactNode {
  const text = useText();
  const format = useFormat();
  return (
    <span className="said-side">
      {format.short(message.atMs)}
      {message.outgoing && <Stage stage={message.delivery} />}
      {message.error !== null && <span>{text.errors[message.error]}</span>}
    </span>
  );
}

function Note({ content }: { readonly content: Exclude<ContentView, { kind: "text" | "copy" }> }): ReactNode {
  const text = useText();
  const words = (): readonly string[] => {
    if (content.kind === "unreadable") return [text.conversation.unreadable];
    if (content.kind === "about") {
      return [content.name === null ? text.conversation.unnamed : text.conversation.named(content.name)];
    }
    const { added, removed } = content;
    return [
      ...(added.length > 0 ? [text.conversation.added(added)] : []),
      ...(removed.length > 0 ? [text.conversation.removed(removed)] : []),
    ];
  };
  return <p className="said-note">{words().join(" · ")}</p>;
}
