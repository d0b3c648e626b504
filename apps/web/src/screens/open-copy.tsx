import { type ReactNode, useEffect, useState } from "react";
import { Button } from "../design/button.tsx";
import { Icon, type IconName } from "../design/icon.tsx";
import { ErrorNotice } from "../design/notice.tsx";
import { Person } from "../design/person.tsx";
import { PictureViewer } from "../design/picture-viewer.tsx";
import { Progress } from "../design/progress.tsx";
import { TilesArt } from "../design/tiles-art.tsx";
import { useObjectUrl } from "../design/use-object-url.ts";
import type { ContentView, CopyPreview, MessageView, OpenedCopy } from "../engine/app-engine.ts";
import { useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { useFormat } from "../text/use-format.ts";
import { useText } from "../text/use-text.ts";
import { Frame } from "./frame.tsx";
import { saveFile } from "./save-file.ts";
import { useIsPast } from "./use-is-past.ts";

/** A copy that came: first what opening it means, then the copy. */
export function OpenCopy(props: {
  readonly message: MessageView;
  readonly content: Extract<ContentView, { kind: "copy" }>;
  readonly back: string;
}): ReactNode {
  const text = useText();
  const engine = useEngine();
  const { message, content, back } = props;
  const [preview, setPreview] = useState<CopyPreview | null>(null);
  const [opened, setOpened] = useState<OpenedCopy | null>(null);
  const looking = useWork();
  const opening = useWork<number>();
  const { run: look } = looking;
  useEffect(() => {
    setPreview(null);
    setOpened(null);
    void look((options) => engine.previewCopy({ message: message.id }, options)).then((found) => {
      if (found !== undefined) setPreview(found.value);
      return undefined;
    });
  }, [engine, look, message.id]);
  const open = async () => {
    const got = await opening.run((options) => engine.openCopy({ message: message.id }, options));
    if (got !== undefined) setOpened(got.value);
  };
  // What was promised to the sender: it closes when it is taken back and at its end, also while somebody looks at it.
  const isOver = useIsPast(opened?.policy.expiresAtMs ?? null);
  const ended = content.stage === "taken-back" ? "taken-back" : isOver ? "expired" : null;
  const failure = ended ?? opening.failure ?? looking.failure;
  return (
    <Frame title={text.open.title(message.from)} heading={<Person name={message.from} size="small" />} back={back}>
      <div className="stack stack-large">
        {content.caption !== null && (
          <p className="welcome-lead" dir="auto">
            {content.caption}
          </p>
        )}
        {opened === null || ended !== null ? (
          <div className="said-art picture-frame">
            <TilesArt seed={`${message.from} ${message.id}`} />
            <span className="said-seal">
              <Icon name={failure === null ? "lock" : "close"} />
            </span>
          </div>
        ) : (
          <Opened opened={opened} from={message.from} caption={content.caption} />
        )}
        <ErrorNotice code={failure} />
        {preview !== null && opened === null && failure === null && (
          <>
            <Meaning preview={preview} />
            {opening.isWorking ? (
              <Progress label={text.open.opening} done={opening.progress} onCancel={opening.cancel} />
            ) : (
              <Button look="primary" icon="eye" wide onPress={() => void open()}>
                {content.stage === "opened" ? text.open.again : text.open.open}
              </Button>
            )}
          </>
        )}
      </div>
    </Frame>
  );
}

/** What is told to whom, what holds, and that the copy carries a mark: before it is opened (design, promise 8). */
function Meaning({ preview }: { readonly preview: CopyPreview }): ReactNode {
  const text = useText();
  const format = useFormat();
  const { policy, from, opensLeft, host } = preview;
  const points: readonly (readonly [IconName, string])[] = [
    ["eye", text.open.reported[policy.reported](from)],
    ...(policy.marked ? [["shield", text.open.marked] as const] : []),
    ["lock", opensLeft === null ? text.open.unlimited : text.open.opens(opensLeft)],
    ...(policy.opensFromMs === null ? [] : [["clock", text.open.from(format.full(policy.opensFromMs))] as const]),
    ...(policy.expiresAtMs === null ? [] : [["clock", text.open.until(format.full(policy.expiresAtMs))] as const]),
    ["save", policy.mayBeSaved ? text.open.save : text.open.noSave],
    ["info", text.open.host(host)],
  ];
  return (
    <section className="card" aria-label={text.open.before}>
      <h2>{text.open.before}</h2>
      <ul className="points">
        {points.map(([icon, words]) => (
          <li key={words} className="point">
            <Icon name={icon} />
            <span>{words}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Opened(props: {
  readonly opened: OpenedCopy;
  readonly from: string;
  readonly caption: string | null;
}): ReactNode {
  const text = useText();
  const { opened, from, caption } = props;
  const [isLarge, setLarge] = useState(opened.media === "picture");
  const url = useObjectUrl(opened.media === "picture" ? opened.bytes : null, "image/jpeg");
  const left = opened.opensLeft === null ? null : text.open.left(opened.opensLeft);
  if (opened.media === "picture" && url === null) return null;
  if (url === null) {
    return (
      <p className="bubble" dir="auto">
        {new TextDecoder().decode(opened.bytes)}
      </p>
    );
  }
  return (
    <div className="stack stack-small">
      <div className="picture-frame">
        <img src={url} alt={text.open.picture(from)} />
      </div>
      {left !== null && <p className="soft">{left}</p>}
      <div className="row">
        <Button
          icon="search"
          onPress={() => {
            setLarge(true);
          }}
        >
          {text.open.look}
        </Button>
        {opened.policy.mayBeSaved && (
          <Button
            icon="save"
            onPress={() => {
              saveFile(text.open.fileName, new Blob([opened.bytes as Uint8Array<ArrayBuffer>], { type: "image/jpeg" }));
            }}
          >
            {text.open.keep}
          </Button>
        )}
      </div>
      {isLarge && (
        <PictureViewer
          url={url}
          alt={text.open.picture(from)}
          caption={[caption, left].filter((part) => part !== null).join(" · ")}
          onClose={() => {
            setLarge(false);
          }}
        />
      )}
    </div>
  );
}
