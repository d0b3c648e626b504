import type { ReactNode } from "react";
import { Button } from "../design/button.tsx";
import { ErrorNotice } from "../design/notice.tsx";
import { Sheet } from "../design/sheet.tsx";
import { useTell } from "../design/toast.tsx";
import type { SentView } from "../engine/app-engine.ts";
import { useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { useText } from "../text/use-text.ts";

/** Asks before taking back, and says what can't be undone: on either side. */
export function TakeBackSheet(props: {
  readonly sent: SentView;
  /** Null while nothing is asked. */
  readonly from: readonly string[] | null;
  readonly onClose: () => void;
  readonly onDone: () => void;
}): ReactNode {
  const text = useText();
  const engine = useEngine();
  const tell = useTell();
  const work = useWork();
  const { sent, from, onClose, onDone } = props;
  const names = from ?? [];
  const opened = sent.copies.filter(({ to, opens }) => names.includes(to) && opens.length > 0).map(({ to }) => to);
  const takeBack = async () => {
    const all = names.length === sent.copies.length;
    const done = await work.run((options) => engine.takeBack({ id: sent.id, from: all ? null : names }, options));
    if (done === undefined) return;
    const before = done.value.opened;
    tell(before.length === 0 ? text.sent.takenBack : `${text.sent.takenBack} ${text.sent.alreadyOpened(before)}`);
    onClose();
    onDone();
  };
  return (
    <Sheet
      title={text.sent.ask(names)}
      isOpen={from !== null}
      onClose={onClose}
      actions={
        <>
          <Button look="plain" onPress={onClose}>
            {text.sent.keep}
          </Button>
          <Button look="primary" icon="undo" isDisabled={work.isWorking} onPress={() => void takeBack()}>
            {text.sent.takeBack}
          </Button>
        </>
      }
    >
      <p>{text.sent.askUnopened}</p>
      {opened.length > 0 && <p>{text.sent.askOpened(opened)}</p>}
      <p className="soft">{text.sent.askFinal}</p>
      <ErrorNotice code={work.failure} />
    </Sheet>
  );
}
