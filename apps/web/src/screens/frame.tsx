import { type ReactNode, useEffect, useRef } from "react";
import { LinkButton } from "../design/button.tsx";
import { useText } from "../text/use-text.ts";

/** One screen of a column: its title, the way back on a phone, and what can be done with all of it. */
export function Frame(props: {
  readonly title: string;
  /** Where "back" leads when only one column is in sight. */
  readonly back: string;
  readonly heading?: ReactNode;
  readonly tools?: ReactNode;
  readonly foot?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const text = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  const { title } = props;
  useEffect(() => {
    document.title = `${title} · ${text.app.name}`;
    // Who listens to the page hears where they are; others see no change.
    heading.current?.focus({ preventScroll: true });
  }, [title, text]);
  return (
    <section className="frame" aria-label={title}>
      <header className="frame-head">
        <span className="frame-back">
          <LinkButton look="quiet" icon="back" href={props.back} label={text.app.back}>
            {null}
          </LinkButton>
        </span>
        <h1 ref={heading} tabIndex={-1} className="frame-title">
          {props.heading ?? title}
        </h1>
        {props.tools}
      </header>
      <div className="frame-body">{props.children}</div>
      {props.foot !== undefined && <footer className="frame-foot">{props.foot}</footer>}
    </section>
  );
}
