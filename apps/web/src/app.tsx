import { type ReactNode, useState } from "react";
import { I18nProvider, RouterProvider } from "react-aria-components";
import { ToastRegion } from "./design/toast.tsx";
import type { AppEngine } from "./engine/app-engine.ts";
import { EngineProvider, useAppState } from "./engine/use-engine.ts";
import { goTo } from "./routing/use-route.ts";
import { HandedProvider } from "./screens/use-handed.tsx";
import { useInviter } from "./screens/invited.tsx";
import { RecoveryKey } from "./screens/recovery-key.tsx";
import { Shell } from "./screens/shell.tsx";
import { Waiting } from "./screens/waiting.tsx";
import { Welcome } from "./screens/welcome.tsx";
import { useText } from "./text/use-text.ts";

/** The whole app over an engine. `invite`: what stood behind the # when the page was opened. */
export function App(props: { readonly engine: AppEngine; readonly invite: string | null }): ReactNode {
  const text = useText();
  return (
    <I18nProvider locale={text.locale}>
      <RouterProvider
        navigate={(path) => {
          goTo(path);
        }}
      >
        <EngineProvider value={props.engine}>
          <ToastRegion>
            <HandedProvider>
              <Stages invite={props.invite} />
            </HandedProvider>
          </ToastRegion>
        </EngineProvider>
      </RouterProvider>
    </I18nProvider>
  );
}

function Stages(props: { readonly invite: string | null }): ReactNode {
  const { stage, recoveryKey } = useAppState();
  const [invite, setInvite] = useState(props.invite);
  const inviter = useInviter(stage === "welcome" ? invite : null);
  if (stage === "welcome") return <Welcome invitedBy={inviter?.handle ?? null} />;
  if (stage === "recovery" && recoveryKey !== null) return <RecoveryKey printed={recoveryKey} />;
  if (stage !== "ready") return <Waiting />;
  return (
    <Shell
      invite={invite}
      onInviteDone={() => {
        setInvite(null);
      }}
    />
  );
}
