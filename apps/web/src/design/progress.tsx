import type { ReactNode } from "react";
import { ProgressBar } from "react-aria-components";
import { useText } from "../text/use-text.ts";
import { Button } from "./button.tsx";

/** How far something is, and how to stop it. `done` from 0 to 1; null while nobody knows. */
export function Progress(props: {
  readonly label: string;
  readonly done: number | null;
  readonly onCancel?: () => void;
}): ReactNode {
  const text = useText();
  const { label, done, onCancel } = props;
  return (
    <div className="progress">
      <div className="progress-head">
        <span role="status">{label}</span>
        {onCancel !== undefined && (
          <Button look="quiet" onPress={onCancel}>
            {text.app.cancel}
          </Button>
        )}
      </div>
      <ProgressBar aria-label={label} value={(done ?? 0) * 100} isIndeterminate={done === null}>
        {({ percentage }) => (
          <div className="progress-track">
            <div className="progress-fill" style={{ width: `${percentage ?? 30}%` }} />
          </div>
        )}
      </ProgressBar>
    </div>
  );
}
