import { Form } from "react-aria-components";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "../design/button.tsx";
import { Field } from "../design/field.tsx";
import { ErrorNotice } from "../design/notice.tsx";
import { QrCode } from "../design/qr-code.tsx";
import { useTell } from "../design/toast.tsx";
import { useAppState, useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { useGo } from "../routing/use-route.ts";
import { useText } from "../text/use-text.ts";
import { Frame } from "./frame.tsx";
import { PracticeOffer } from "./practice-offer.tsx";

/** One's own invite to hand out, and somebody else's to take in. */
export function AddPerson(): ReactNode {
  const text = useText();
  return (
    <Frame title={text.add.title} back="/">
      <div className="stack stack-large">
        <TheirInvite />
        <OwnInvite />
        <PracticeOffer />
      </div>
    </Frame>
  );
}

function OwnInvite(): ReactNode {
  const text = useText();
  const engine = useEngine();
  const tell = useTell();
  const { current } = useAppState();
  const { run, failure } = useWork();
  const [link, setLink] = useState<string | null>(null);
  useEffect(() => {
    setLink(null);
    void run(() => engine.makeInvite({})).then((made) => {
      if (made !== undefined) setLink(made.value.link);
      return undefined;
    });
  }, [engine, run, current]);
  return (
    <section className="card" aria-label={text.add.yours}>
      <h2>{text.add.yours}</h2>
      <p className="soft">{text.add.yoursWords}</p>
      <ErrorNotice code={failure} />
      {link !== null && (
        <>
          <QrCode text={link} label={text.add.qr} />
          <div className="row">
            <Button
              look="primary"
              icon="copy"
              onPress={() => {
                void navigator.clipboard.writeText(link).then(() => {
                  tell(text.app.copied);
                  return undefined;
                });
              }}
            >
              {text.app.copy}
            </Button>
            {"share" in navigator && (
              <Button
                icon="share"
                onPress={() => {
                  // Closing the system's sheet without choosing anyone is no failure.
                  navigator.share({ url: link }).catch(() => undefined);
                }}
              >
                {text.app.share}
              </Button>
            )}
          </div>
          <p className="soft small">{link}</p>
        </>
      )}
    </section>
  );
}

function TheirInvite(): ReactNode {
  const text = useText();
  const engine = useEngine();
  const tell = useTell();
  const go = useGo();
  const [invite, setInvite] = useState("");
  const work = useWork();
  const add = async () => {
    const added = await work.run((options) => engine.addContact({ invite }, options));
    if (added === undefined) return;
    tell(text.add.added(added.value.name));
    go({ at: "person", name: added.value.name });
  };
  return (
    <Form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        if (invite.trim() !== "") void add();
      }}
    >
      <h2>{text.add.theirs}</h2>
      <p className="soft">{text.add.theirsWords}</p>
      <Field label={text.add.theirsLabel} value={invite} onChange={setInvite} plainText />
      <ErrorNotice code={work.failure} />
      <div>
        <Button look="primary" type="submit" isDisabled={work.isWorking || invite.trim() === ""}>
          {text.add.add}
        </Button>
      </div>
    </Form>
  );
}
