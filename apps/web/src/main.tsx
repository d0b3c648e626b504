// oxlint-disable-next-line import/no-unassigned-import -- styles have no names
import "./styles.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { remoteEngine } from "./engine/remote-engine.ts";
import { applyLook, readLook } from "./screens/look.ts";
import { ownScript } from "./trusted-types.ts";
import clientWorker from "./workers/client.worker.ts?worker&url";

/** An invite stands behind the #; it is taken out of the address before anything else happens. */
function takeInvite(): string | null {
  const code = window.location.hash.slice(1);
  if (window.location.pathname !== "/i" || code === "") return null;
  window.history.replaceState(null, "", "/i");
  return code;
}

const invite = takeInvite();
applyLook(readLook());
const worker = new Worker(ownScript(clientWorker), { type: "module", name: "client" });
const engine = remoteEngine(worker);
void engine.start({});
/** What waits comes and goes as soon as there is a network and somebody looking. */
const refresh = () => {
  if (engine.state().stage === "ready" && !document.hidden) engine.refresh({}).catch(() => undefined);
};
window.addEventListener("online", refresh);
document.addEventListener("visibilitychange", refresh);
const root = document.getElementById("app");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App engine={engine} invite={invite} />
    </StrictMode>,
  );
}
