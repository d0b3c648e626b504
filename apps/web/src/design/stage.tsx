import type { ReactNode } from "react";
import { useText } from "../text/use-text.ts";
import { Icon, type IconName } from "./icon.tsx";

const icons = {
  sending: "clock",
  failed: "warning",
  sent: "check",
  received: "check",
  new: "lock",
  opened: "eye",
  "taken-back": "undo",
  expired: "clock",
  "used-up": "lock",
  closed: "lock",
} as const satisfies Record<string, IconName>;

type StageName = keyof typeof icons;

/** How far something is: queued, sent, opened, taken back, expired; in words, with a drawing beside them. */
export function Stage({ stage }: { readonly stage: StageName }): ReactNode {
  const text = useText();
  const words = { ...text.delivery, ...text.stage }[stage];
  return (
    <span className={`stage stage-${stage}`}>
      <Icon name={icons[stage]} small />
      {words}
    </span>
  );
}
