import type { ReactNode } from "react";
import { useText } from "../text/use-text.ts";
import { useFormat } from "../text/use-format.ts";
import { Icon } from "./icon.tsx";

/** One line of what holds: "2 people · until 3 November · 3 opens each · no saving". */
export function PolicySummary(props: {
  readonly people: number;
  readonly expiresAtMs: number | null;
  readonly opens: number | null;
  readonly mayBeSaved: boolean;
}): ReactNode {
  const text = useText();
  const format = useFormat();
  const until = props.expiresAtMs === null ? text.limits.never : text.limits.until(format.full(props.expiresAtMs));
  return (
    <p className="policy-line">
      <Icon name="lock" small />
      <span>{text.composer.summary({ people: props.people, until, opens: props.opens, save: props.mayBeSaved })}</span>
    </p>
  );
}
