import type { ErrorCode } from "@whosecopy/protocol";
import type { ReactNode } from "react";
import { useText } from "../text/use-text.ts";
import { Button } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";

/** A calm word beside what a person does. */
export function Notice(props: {
  readonly tone?: "plain" | "clay" | "amber" | "moss" | "plum";
  readonly icon?: IconName;
  readonly children: ReactNode;
}): ReactNode {
  const { tone = "plain", icon = "info", children } = props;
  return (
    <div className={`notice notice-${tone}`}>
      <Icon name={icon} />
      <div className="notice-body stack stack-small">{children}</div>
    </div>
  );
}

/** What failed, in the sentence of its code, and how to go on. */
export function ErrorNotice(props: { readonly code: ErrorCode | null; readonly onRetry?: () => void }): ReactNode {
  const text = useText();
  if (props.code === null) return null;
  return (
    <div role="alert">
      <Notice tone="clay" icon="warning">
        <p>{text.errors[props.code]}</p>
        {props.onRetry !== undefined && (
          <div>
            <Button onPress={props.onRetry}>{text.app.tryAgain}</Button>
          </div>
        )}
      </Notice>
    </div>
  );
}
