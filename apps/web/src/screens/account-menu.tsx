import type { ReactNode } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { Icon } from "../design/icon.tsx";
import { Mark, Person } from "../design/person.tsx";
import { useAppState, useEngine } from "../engine/use-engine.ts";
import { useGo } from "../routing/use-route.ts";
import { useText } from "../text/use-text.ts";

/** Who one is looking as; with practice friends, a way to look as each of them. */
export function AccountMenu(): ReactNode {
  const text = useText();
  const engine = useEngine();
  const go = useGo();
  const { accounts, current } = useAppState();
  const self = accounts.find(({ id }) => id === current);
  if (self === undefined) return null;
  if (accounts.length === 1) return <Mark name={self.handle} size="small" />;
  return (
    <MenuTrigger>
      <Button className="button button-quiet button-icon" aria-label={text.nav.account(self.handle)}>
        <Mark name={self.handle} size="small" />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu"
          aria-label={text.nav.accounts}
          onAction={(key) => {
            go({ at: "home" });
            void engine.switchAccount({ id: String(key) });
          }}
        >
          {accounts.map(({ id, handle, kind }) => (
            <MenuItem key={id} id={id} className="menu-item" textValue={handle}>
              <Person name={handle} practice={kind === "practice"} size="small" />
              {id === current && <Icon name="check" small />}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
