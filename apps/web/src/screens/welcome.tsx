import { Form } from "react-aria-components";
import { type ReactNode, useState } from "react";
import { Button } from "../design/button.tsx";
import { Field } from "../design/field.tsx";
import { Icon } from "../design/icon.tsx";
import { ErrorNotice, Notice } from "../design/notice.tsx";
import { Progress } from "../design/progress.tsx";
import { useEngine } from "../engine/use-engine.ts";
import { useWork } from "../engine/use-work.ts";
import { useText } from "../text/use-text.ts";

const handlePattern = /^[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?$/;

/** The first page: what this is, and an account by choosing a name. */
export function Welcome({ invitedBy }: { readonly invitedBy: string | null }): ReactNode {
  const text = useText();
  const engine = useEngine();
  const [handle, setHandle] = useState("");
  const [tried, setTried] = useState(false);
  const work = useWork();
  const fits = handlePattern.test(handle);
  const create = () => {
    setTried(true);
    if (fits) void work.run((options) => engine.createAccount({ handle }, options));
  };
  return (
    <main className="welcome" id="main">
      <div className="welcome-say">
        <p className="brand">
          <img src="/icon.svg" alt="" width="32" height="32" />
          {text.app.name}
        </p>
        <h1 className="welcome-title">{text.welcome.title}</h1>
        <p className="welcome-lead">{text.welcome.lead}</p>
      </div>
      <Form
        className="card welcome-card"
        onSubmit={(event) => {
          event.preventDefault();
          create();
        }}
      >
        {invitedBy !== null && (
          <Notice tone="moss" icon="share">
            <p>{text.welcome.invitedBy(invitedBy)}</p>
          </Notice>
        )}
        <Field
          label={text.welcome.handle}
          help={text.welcome.handleHelp}
          value={handle}
          onChange={(value) => {
            setHandle(value.trim().toLowerCase());
          }}
          wrong={tried && !fits ? text.welcome.handleWrong : null}
          maxLength={32}
          plainText
        />
        <ErrorNotice code={work.failure} />
        {work.isWorking ? (
          <Progress label={text.welcome.creating} done={null} onCancel={work.cancel} />
        ) : (
          <Button look="primary" type="submit" wide>
            {text.welcome.create}
          </Button>
        )}
        <p className="soft small">{text.welcome.notDeniable}</p>
      </Form>
      <ul className="points">
        {text.welcome.points.map((point) => (
          <li key={point} className="point">
            <Icon name="check" />
            <span>{point}</span>
          </li>
        ))}
        <li className="point soft">
          <Icon name="info" />
          <span>{text.welcome.honest}</span>
        </li>
      </ul>
    </main>
  );
}
