import type { ReactNode } from "react";
import { Button as AriaButton, Link as AriaLink } from "react-aria-components";
import { Icon, type IconName } from "./icon.tsx";

interface Look {
  readonly look?: "primary" | "plain" | "quiet";
  readonly icon?: IconName;
  readonly wide?: boolean;
}

function classOf({ look = "plain", wide = false }: Look, iconOnly: boolean): string {
  const parts = ["button", `button-${look}`, wide ? "button-wide" : "", iconOnly ? "button-icon" : ""];
  return parts.filter((part) => part !== "").join(" ");
}

/** Something to do. At least 44 px in both directions. */
export function Button(
  props: Look & {
    readonly children: ReactNode;
    readonly onPress?: () => void;
    readonly type?: "button" | "submit";
    readonly isDisabled?: boolean;
    readonly autoFocus?: boolean;
    readonly slot?: string;
  },
): ReactNode {
  const { look, icon, wide, children, ...rest } = props;
  return (
    <AriaButton {...rest} className={classOf({ look: look ?? "plain", wide: wide ?? false }, false)}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </AriaButton>
  );
}

/** A button of which only the drawing is seen; `label` is what it is called. */
export function IconButton(
  props: Look & {
    readonly icon: IconName;
    readonly label: string;
    readonly onPress?: () => void;
    readonly type?: "button" | "submit";
    readonly isDisabled?: boolean;
    readonly slot?: string;
  },
): ReactNode {
  const { look, icon, wide, label, ...rest } = props;
  return (
    <AriaButton {...rest} aria-label={label} className={classOf({ look: look ?? "quiet", wide: wide ?? false }, true)}>
      <Icon name={icon} />
    </AriaButton>
  );
}

/** A way to another place that looks like a button. */
export function LinkButton(
  props: Look & { readonly href: string; readonly children: ReactNode; readonly label?: string },
): ReactNode {
  const { look, icon, wide, href, children, label } = props;
  const named = label === undefined ? {} : { "aria-label": label };
  return (
    <AriaLink
      href={href}
      {...named}
      className={classOf({ look: look ?? "plain", wide: wide ?? false }, children === null)}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </AriaLink>
  );
}
