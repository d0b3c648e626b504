import type { ReactNode } from "react";
import { FieldError, Input, Label, Text, TextArea, TextField } from "react-aria-components";

/** One line, or some lines, of text with its label, its help and what is wrong with it. */
export function Field(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help?: string;
  readonly wrong?: string | null;
  readonly placeholder?: string;
  /** Grows with what is written; Enter sends when there is `onSubmit`, with Shift it begins a new line. */
  readonly isLong?: boolean;
  readonly maxLength?: number;
  readonly hideLabel?: boolean;
  readonly plainText?: boolean;
  readonly onSubmit?: () => void;
}): ReactNode {
  const { label, value, onChange, help, wrong = null, isLong = false, hideLabel = false, plainText = false } = props;
  const typed = plainText ? { autoCapitalize: "none", autoCorrect: "off", spellCheck: "false" as const } : {};
  const more = {
    ...(props.placeholder === undefined ? {} : { placeholder: props.placeholder }),
    className: "field-input",
  };
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      isInvalid={wrong !== null}
      validationBehavior="aria"
      autoComplete="off"
      {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
      {...typed}
    >
      <Label className={hideLabel ? "only-heard" : "field-label"}>{label}</Label>
      {!isLong ? (
        <Input {...more} />
      ) : (
        <TextArea
          {...more}
          rows={1}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
            if (props.onSubmit === undefined) return;
            event.preventDefault();
            props.onSubmit();
          }}
        />
      )}
      {help !== undefined && (
        <Text slot="description" className="field-help">
          {help}
        </Text>
      )}
      <FieldError className="field-wrong">{wrong}</FieldError>
    </TextField>
  );
}
