import { Checkbox } from "react-aria-components";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { ErrorNotice } from "../design/notice.tsx";
import { useTell } from "../design/toast.tsx";
import { useAppState, useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { useText } from "../text/use-text.ts";
import { saveFile } from "./save-file.ts";

/** The recovery key of a new account, until it is put away: also after a reload. */
export function RecoveryKey({ printed }: { readonly printed: string }): ReactNode {
  const text = useText();
  const engine = useEngine();
  const { accounts, current } = useAppState();
  const work = useWork();
  const heading = useRef<HTMLHeadingElement>(null);
  const tell = useTell();
  const [isKept, setKept] = useState(false);
  const handle = accounts.find(({ id }) => id === current)?.handle ?? "";
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <main className="center" id="main">
      <div className="card welcome-card">
        <p className="soft">{text.recovery.yours(handle)}</p>
        <h1 ref={heading} tabIndex={-1}>
          {text.recovery.title}
        </h1>
        <p>{text.recovery.words}</p>
        <div className="key printed" role="group" aria-label={text.recovery.label}>
          {printed.split("-").map((group, place) => (
            // oxlint-disable-next-line react/no-array-index-key -- groups may repeat; their place is their name
            <span key={place}>{group}</span>
          ))}
        </div>
        <div className="row">
          <Button
            icon="copy"
            onPress={() => {
              void navigator.clipboard.writeText(printed).then(() => {
                tell(text.app.copied);
                return undefined;
              });
            }}
          >
            {text.recovery.copy}
          </Button>
          <Button
            icon="print"
            onPress={() => {
              window.print();
            }}
          >
            {text.recovery.print}
          </Button>
          <Button
            icon="save"
            onPress={() => {
              saveFile(text.recovery.fileName, new Blob([text.recovery.file(handle, printed)], { type: "text/plain" }));
            }}
          >
            {text.recovery.download}
          </Button>
        </div>
        <Checkbox className="choice" isSelected={isKept} onChange={setKept}>
          {({ isSelected }) => (
            <>
              <Icon name={isSelected ? "boxChecked" : "box"} />
              {text.recovery.kept}
            </>
          )}
        </Checkbox>
        <ErrorNotice code={work.failure} />
        <Button
          look="primary"
          wide
          isDisabled={!isKept || work.isWorking}
          onPress={() => {
            void work.run(() => engine.keepRecoveryKey({}));
          }}
        >
          {text.recovery.continue}
        </Button>
      </div>
    </main>
  );
}
