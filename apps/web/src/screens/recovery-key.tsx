import { Checkbox } from "react-aria-components";
import { type ReactNode, useState } from "react";
import { Button } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { useTell } from "../design/toast.tsx";
import { useText } from "../text/use-text.ts";
import { saveFile } from "./save-file.ts";

/** The recovery key, shown once, before the account exists. */
export function RecoveryKey(props: {
  readonly handle: string;
  readonly printed: string;
  readonly onKept: () => void;
  readonly onStop: () => void;
}): ReactNode {
  const text = useText();
  const tell = useTell();
  const [isKept, setKept] = useState(false);
  const { handle, printed } = props;
  return (
    <main className="center" id="main">
      <div className="card welcome-card">
        <h1>{text.recovery.title}</h1>
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
        <Button look="primary" wide isDisabled={!isKept} onPress={props.onKept}>
          {text.recovery.continue}
        </Button>
        <Button look="quiet" wide onPress={props.onStop}>
          {text.recovery.stop}
        </Button>
      </div>
    </main>
  );
}
