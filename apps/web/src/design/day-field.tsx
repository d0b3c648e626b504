import type { ReactNode } from "react";
import { Input, Label, Text, TextField } from "react-aria-components";

/** A day in the browser's own way of choosing one. */
export function DayField(props: {
  readonly label: string;
  /** "2026-11-03", or empty. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help: string;
  /** The last day that can be chosen. */
  readonly latest: string;
}): ReactNode {
  return (
    <TextField className="field" type="date" value={props.value} onChange={props.onChange} autoComplete="off">
      <Label className="field-label">{props.label}</Label>
      <Input className="field-input" max={props.latest} />
      <Text slot="description" className="field-help">
        {props.help}
      </Text>
    </TextField>
  );
}
