import type { ReactNode } from "react";
import { FileTrigger } from "react-aria-components";
import { createPortal } from "react-dom";
import { useText } from "../text/use-text.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { type Given, pictureTypes, readGiven, useDroppedPictures } from "./use-pictures.ts";

/** Takes a picture: chosen, dropped anywhere on the page, or pasted. */
export function DropZone(props: {
  readonly label: string;
  readonly onGiven: (given: Given) => void;
  /** Once a picture is there, a small button stands in for the large area. */
  readonly small?: boolean;
}): ReactNode {
  const text = useText();
  const { label, onGiven, small = false } = props;
  const isOver = useDroppedPictures(onGiven);
  const choose = (
    <FileTrigger
      acceptedFileTypes={pictureTypes}
      onSelect={(files) => {
        void readGiven([...(files ?? [])]).then((given) => {
          if (given !== null) onGiven(given);
          return undefined;
        });
      }}
    >
      <Button look={small ? "quiet" : "primary"} icon="picture">
        {label}
      </Button>
    </FileTrigger>
  );
  return (
    <>
      {small ? (
        choose
      ) : (
        <div className="drop">
          <Icon name="picture" />
          {choose}
          <p className="soft small">{text.composer.chooseWords}</p>
        </div>
      )}
      {isOver && createPortal(<div className="drop-hint">{text.composer.dropNow}</div>, document.body)}
    </>
  );
}
