import type { ReactNode } from "react";
import { Checkbox, CheckboxGroup, Label, Radio, RadioGroup } from "react-aria-components";
import { Icon } from "./icon.tsx";
import { Person } from "./person.tsx";

/** One of a few, all of them in sight. */
export function OneOf<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly choices: readonly { readonly value: Value; readonly words: string }[];
}): ReactNode {
  return (
    <RadioGroup
      className="choices"
      orientation="horizontal"
      value={props.value}
      onChange={(value) => {
        props.onChange(value as Value);
      }}
    >
      <Label className="field-label">{props.label}</Label>
      <div className="choices-row">
        {props.choices.map(({ value, words }) => (
          <Radio key={value} value={value} className="choice">
            {words}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}

/** Some of the people one knows. */
export function PeopleChoice(props: {
  readonly label: string;
  readonly people: readonly { readonly name: string; readonly practice: boolean }[];
  readonly chosen: readonly string[];
  readonly onChange: (names: readonly string[]) => void;
}): ReactNode {
  return (
    <CheckboxGroup className="choices" value={[...props.chosen]} onChange={props.onChange}>
      <Label className="field-label">{props.label}</Label>
      <div className="choices-row">
        {props.people.map(({ name, practice }) => (
          <Checkbox key={name} value={name} className="choice choice-person">
            {({ isSelected }) => (
              <>
                <Person name={name} practice={practice} size="small" />
                {isSelected && <Icon name="check" small />}
              </>
            )}
          </Checkbox>
        ))}
      </div>
    </CheckboxGroup>
  );
}
